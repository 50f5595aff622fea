-- parameters: bigint, integer[], bigint[], bigint[], smallint[], bigint[], text[], integer[], smallint
WITH changed AS (
    UPDATE jobs.messages m SET
        phase = CASE WHEN s.action = 3 THEN 1 WHEN s.action = 2 OR (s.action = 1 AND m.delivery_count >= s.max_deliveries) THEN 3
            WHEN s.due > $1 THEN 2 ELSE 0 END,
        rank = CASE WHEN s.action = 3 THEN greatest(m.rank, s.due) WHEN s.action = 2 OR (s.action = 1 AND m.delivery_count >= s.max_deliveries) THEN $1
            WHEN s.due > $1 THEN s.due ELSE -m.priority END,
        receipt = CASE WHEN s.action = 3 THEN m.receipt END,
        delivery_count = CASE WHEN s.action = 4 THEN m.delivery_count - 1 ELSE m.delivery_count END,
        failure = CASE WHEN s.action = 2 THEN coalesce(s.reason, 'rejected')
            WHEN s.action = 1 AND m.delivery_count >= s.max_deliveries THEN coalesce(s.reason, 'max_deliveries') ELSE m.failure END
    FROM unnest($2, $3, $4, $5, $6, $7, $8) AS s(queue_id, id, receipt, action, due, reason, max_deliveries)
    WHERE m.queue_id = s.queue_id AND m.id = s.id AND m.phase + 0 = 1 AND (s.receipt IS NULL OR m.receipt = s.receipt)
    RETURNING m.id, m.queue_id, m.group_key, m.phase, m.delivered_at, m.rank
), c AS (
    INSERT INTO jobs.queue_counts AS c (queue_id, slot, pending, processing, failed)
SELECT queue_id, $9::smallint, count(*) FILTER (WHERE phase <> 3), -count(*), count(*) FILTER (WHERE phase = 3) FROM changed WHERE phase <> 1 GROUP BY queue_id ORDER BY queue_id
ON CONFLICT (queue_id, slot) DO UPDATE SET pending = c.pending + excluded.pending, processing = c.processing + excluded.processing, failed = c.failed + excluded.failed
)
SELECT * FROM changed
