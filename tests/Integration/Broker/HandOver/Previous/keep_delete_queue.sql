-- parameters: integer, smallint
WITH gone AS (DELETE FROM jobs.queue_counts WHERE queue_id = $1 RETURNING published, processed),
keys AS (DELETE FROM jobs.message_keys WHERE queue_id = $1),
queue AS (DELETE FROM jobs.queues WHERE id = $1)
INSERT INTO jobs.queue_counts AS c (queue_id, slot, published, processed)
SELECT 0, $2::smallint, coalesce(sum(published), 0), coalesce(sum(processed), 0) FROM gone
ON CONFLICT (queue_id, slot) DO UPDATE SET published = c.published + excluded.published, processed = c.processed + excluded.processed
