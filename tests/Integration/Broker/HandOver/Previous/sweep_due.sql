-- parameters: bigint, integer, smallint, integer[], text[]
WITH due AS MATERIALIZED (
    SELECT queue_id, id, phase FROM jobs.messages WHERE phase IN (1, 2) AND rank <= $1 AND (group_key IS NULL OR (queue_id, group_key) IN (SELECT * FROM unnest($4, $5))) ORDER BY rank LIMIT $2 FOR UPDATE SKIP LOCKED
), changed AS (
    UPDATE jobs.messages m SET
        phase = CASE WHEN d.phase = 1 AND m.delivery_count >= q.max_deliveries THEN 3 ELSE 0 END,
        rank = CASE WHEN d.phase = 1 AND m.delivery_count >= q.max_deliveries THEN $1 ELSE -m.priority END,
        failure = CASE WHEN d.phase = 1 AND m.delivery_count >= q.max_deliveries THEN 'max_deliveries' ELSE m.failure END,
        receipt = NULL
    FROM due d JOIN jobs.queues q ON q.id = d.queue_id
    WHERE m.queue_id = d.queue_id AND m.id = d.id
    RETURNING m.queue_id, m.phase, d.phase AS before, m.group_key
), c AS (
    INSERT INTO jobs.queue_counts AS c (queue_id, slot, pending, processing, failed)
SELECT queue_id, $3::smallint, count(*) FILTER (WHERE phase = 0), -count(*), count(*) FILTER (WHERE phase = 3) FROM changed WHERE before = 1 GROUP BY queue_id ORDER BY queue_id
ON CONFLICT (queue_id, slot) DO UPDATE SET pending = c.pending + excluded.pending, processing = c.processing + excluded.processing, failed = c.failed + excluded.failed
)
SELECT queue_id, phase, before, group_key FROM changed
