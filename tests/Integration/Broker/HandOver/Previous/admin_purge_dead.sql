-- parameters: integer, bigint[], smallint
WITH d AS MATERIALIZED (SELECT r.at FROM unnest($2) AS i(id)
CROSS JOIN LATERAL (SELECT ctid AS at FROM jobs.messages WHERE queue_id = $1 AND id = i.id AND phase + 0 = 3 FOR UPDATE SKIP LOCKED) r), gone AS (
    DELETE FROM jobs.messages m USING d WHERE m.ctid = d.at RETURNING m.queue_id, m.id, m.deduplication_id
), k AS (
    DELETE FROM jobs.message_keys m USING (
    SELECT r.at FROM (SELECT id, deduplication_id FROM gone WHERE deduplication_id IS NOT NULL ORDER BY deduplication_id) g
    CROSS JOIN LATERAL (
        SELECT ctid AS at FROM jobs.message_keys
        WHERE queue_id = $1 AND deduplication_id = g.deduplication_id AND message_id = g.id FOR UPDATE) r
) k
WHERE m.ctid = k.at
), c AS (
    INSERT INTO jobs.queue_counts AS c (queue_id, slot, failed)
SELECT queue_id, $3::smallint, -count(*) FROM gone GROUP BY queue_id ORDER BY queue_id
ON CONFLICT (queue_id, slot) DO UPDATE SET failed = c.failed + excluded.failed
)
SELECT id, NULL::text FROM gone
