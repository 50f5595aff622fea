-- Queues a test of a channel, whether it is used or not. $1: id; $2: channel; $3: the current time. It is queued once a moment: somebody
-- who is impatient does not fill the queue.
INSERT INTO operations.notifications (id, channel_id, kind, created_at, next_attempt_at)
SELECT $1, c.id, {NewsKind.Test}, $3, $3 FROM operations.channels c
WHERE c.id = $2 AND c.deleted_at IS NULL AND NOT EXISTS (
    SELECT FROM operations.notifications n WHERE n.channel_id = $2 AND n.kind = {NewsKind.Test} AND n.outcome = {DeliveryOutcome.Pending})
