-- parameters: integer, bigint[], smallint
WITH d AS MATERIALIZED (SELECT r.at FROM unnest($2) AS i(id)
CROSS JOIN LATERAL (SELECT ctid AS at FROM jobs.messages WHERE queue_id = $1 AND id = i.id AND phase + 0 = 3 FOR UPDATE SKIP LOCKED) r), changed AS (
    UPDATE jobs.messages m SET phase = CASE WHEN m.group_key IS NULL THEN 0 ELSE 4 END, rank = -m.priority, delivery_count = 0,
        failure = NULL, expires_at = NULL, available_at = NULL
    FROM d WHERE m.ctid = d.at
    RETURNING m.queue_id, m.id, m.group_key
), c AS (
    INSERT INTO jobs.queue_counts AS c (queue_id, slot, pending, failed)
SELECT queue_id, $3::smallint, count(*), -count(*) FROM changed GROUP BY queue_id ORDER BY queue_id
ON CONFLICT (queue_id, slot) DO UPDATE SET pending = c.pending + excluded.pending, failed = c.failed + excluded.failed
)
SELECT id, group_key FROM changed
