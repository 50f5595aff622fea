-- Removes the rights of a user to a queue, if there are any. $1: queue; $2: the current time; $3: user.
WITH share AS (DELETE FROM broker.queue_rights WHERE queue_id = $1 AND user_id = $3 RETURNING queue_id)
UPDATE broker.queues SET updated_at = greatest($2, updated_at + interval '1 microsecond')
WHERE id = (SELECT queue_id FROM share) AND deleted_at IS NULL RETURNING id
