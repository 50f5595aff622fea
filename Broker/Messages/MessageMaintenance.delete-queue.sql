-- Deletes a queue without messages and adds its counts to queue 0, which stands for all deleted queues. $1: queue; $2: slot of the counts.
WITH gone AS (DELETE FROM broker.queue_counts WHERE queue_id = $1 RETURNING published, processed),
keys AS (DELETE FROM broker.message_keys WHERE queue_id = $1),
queue AS (DELETE FROM broker.queues WHERE id = $1)
INSERT INTO broker.queue_counts AS c (queue_id, slot, published, processed)
SELECT 0, $2::smallint, coalesce(sum(published), 0), coalesce(sum(processed), 0) FROM gone
ON CONFLICT (queue_id, slot) DO UPDATE SET published = c.published + excluded.published, processed = c.processed + excluded.processed
