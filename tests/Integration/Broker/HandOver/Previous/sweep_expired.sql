-- parameters: bigint, integer, smallint, integer[], text[]
WITH due AS MATERIALIZED (
    SELECT queue_id, id, phase FROM jobs.messages WHERE expires_at IS NOT NULL AND phase IN (0, 2, 4) AND expires_at <= to_timestamp($1 / 1000000.0) AND (group_key IS NULL OR (queue_id, group_key) IN (SELECT * FROM unnest($4, $5)))
    ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
), changed AS (
    UPDATE jobs.messages m SET phase = 3, rank = $1, failure = 'expired', receipt = NULL
    FROM due d WHERE m.queue_id = d.queue_id AND m.id = d.id
    RETURNING m.queue_id, m.phase, d.phase AS before, m.group_key
), c AS (
    INSERT INTO jobs.queue_counts AS c (queue_id, slot, pending, failed)
SELECT queue_id, $3::smallint, -count(*), count(*) FROM changed GROUP BY queue_id ORDER BY queue_id
ON CONFLICT (queue_id, slot) DO UPDATE SET pending = c.pending + excluded.pending, failed = c.failed + excluded.failed
)
SELECT queue_id, phase, before, group_key FROM changed
