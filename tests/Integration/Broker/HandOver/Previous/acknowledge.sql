-- parameters: timestamptz, integer[], bigint[], bigint[], boolean[], smallint
WITH gone AS (
    DELETE FROM jobs.messages m USING unnest($2, $3, $4, $5) AS s(queue_id, id, receipt, keep)
    WHERE m.queue_id = s.queue_id AND m.id = s.id AND m.phase + 0 = 1 AND (s.receipt IS NULL OR m.receipt = s.receipt)
    RETURNING m.*, s.keep
), p AS (
    INSERT INTO jobs.processed_messages (id, receipt, created_at, delivered_at, finished_at, queue_id, delivery_count, priority,
        content_type, content, headers, group_key, deduplication_id, trace_parent)
    SELECT id, receipt, created_at, delivered_at, $1, queue_id, delivery_count, priority,
        content_type, content, headers, group_key, deduplication_id, trace_parent
    FROM gone WHERE keep
), c AS (
    INSERT INTO jobs.queue_counts AS c (queue_id, slot, processing, processed, kept)
SELECT queue_id, $6::smallint, -count(*), count(*), count(*) FILTER (WHERE keep) FROM gone GROUP BY queue_id ORDER BY queue_id
ON CONFLICT (queue_id, slot) DO UPDATE SET processing = c.processing + excluded.processing, processed = c.processed + excluded.processed, kept = c.kept + excluded.kept
)
SELECT id, queue_id, group_key, 5::smallint, delivered_at, 0::bigint FROM gone
