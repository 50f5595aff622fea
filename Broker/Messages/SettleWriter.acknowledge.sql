-- Acknowledges deliveries: deletes the messages and stores those as processed whose queue keeps them. $1: the current time. Arrays with one
-- element per message: $2: queues; $3: messages; $4: receipts, null for the current delivery; $5: whether the message is kept. $6: slot of
-- the counts.
-- "phase + 0" keeps the planner from using the index of delivered messages, which looks as good as the primary key while the table is
-- empty.
-- Counts are updated in the order of queues, so that two writers of the same slot in different replicas cannot deadlock.
WITH gone AS (
    DELETE FROM broker.messages m USING unnest($2, $3, $4, $5) AS s(queue_id, id, receipt, keep)
    WHERE m.queue_id = s.queue_id AND m.id = s.id AND m.phase + 0 = {Phase.Delivered} AND (s.receipt IS NULL OR m.receipt = s.receipt)
    RETURNING m.*, s.keep
), p AS (
    INSERT INTO broker.processed_messages (id, receipt, created_at, delivered_at, finished_at, queue_id, delivery_count, priority,
        content_type, content, headers, group_key, deduplication_id, trace_parent)
    SELECT id, receipt, created_at, delivered_at, $1, queue_id, delivery_count, priority,
        content_type, content, headers, group_key, deduplication_id, trace_parent
    FROM gone WHERE keep
), c AS (
    INSERT INTO broker.queue_counts AS c (queue_id, slot, processing, processed, kept)
    SELECT queue_id, $6::smallint, -count(*), count(*), count(*) FILTER (WHERE keep) FROM gone GROUP BY queue_id ORDER BY queue_id
    ON CONFLICT (queue_id, slot) DO UPDATE SET processing = c.processing + excluded.processing,
        processed = c.processed + excluded.processed, kept = c.kept + excluded.kept
)
SELECT id, queue_id, group_key, {Phase.Processed}::smallint, delivered_at, 0::bigint FROM gone
