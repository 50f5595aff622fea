-- Deletes those of the messages that are pending, with their deduplication ids. $1: queue; $2: messages; $3: slot of the counts.
-- "phase + 0" keeps the planner from using the indexes by phase: each message is found by its id.
-- A publisher with the same deduplication id waits for the commit and then stores its message; a publisher that came first is waited for.
-- Publishers with several ids lock them in the same order.
-- Counts are updated in the order of queues, so that two writers of the same slot in different replicas cannot deadlock.
WITH d AS MATERIALIZED (
    SELECT r.id FROM unnest($2) AS i(id)
    CROSS JOIN LATERAL (
        SELECT id FROM broker.messages
        WHERE queue_id = $1 AND id = i.id AND phase + 0 IN ({Phase.Ready}, {Phase.Delayed}, {Phase.Behind}) FOR UPDATE SKIP LOCKED) r
), gone AS (
    DELETE FROM broker.messages m USING d WHERE m.queue_id = $1 AND m.id = d.id
    RETURNING m.queue_id, m.id, m.group_key, m.deduplication_id
), k AS (
    DELETE FROM broker.message_keys m USING (
        SELECT r.at FROM (SELECT id, deduplication_id FROM gone WHERE deduplication_id IS NOT NULL ORDER BY deduplication_id) g
        CROSS JOIN LATERAL (
            SELECT ctid AS at FROM broker.message_keys
            WHERE queue_id = $1 AND deduplication_id = g.deduplication_id AND message_id = g.id FOR UPDATE) r
    ) k
    WHERE m.ctid = k.at
), c AS (
    INSERT INTO broker.queue_counts AS c (queue_id, slot, pending)
    SELECT queue_id, $3::smallint, -count(*) FROM gone GROUP BY queue_id ORDER BY queue_id
    ON CONFLICT (queue_id, slot) DO UPDATE SET pending = c.pending + excluded.pending
)
SELECT id, group_key FROM gone
