-- Makes messages ready whose delay or visibility timeout has ended, or dead letters after their last delivery. $1: the current time in
-- microseconds since 1970; $2: the maximum number of messages; $3: slot of the counts. Arrays with one element per group whose lock is
-- held; messages of other groups are not changed: $4: queues; $5: names of groups.
-- Counts are updated in the order of queues, so that two writers of the same slot in different replicas cannot deadlock.
WITH due AS MATERIALIZED (
    SELECT queue_id, id, phase FROM broker.messages
    WHERE phase IN ({Phase.Delivered}, {Phase.Delayed}) AND rank <= $1
        AND (group_key IS NULL OR (queue_id, group_key) IN (SELECT * FROM unnest($4, $5)))
    ORDER BY rank LIMIT $2 FOR UPDATE SKIP LOCKED
), changed AS (
    UPDATE broker.messages m SET
        phase = CASE WHEN d.phase = {Phase.Delivered} AND m.delivery_count >= q.max_deliveries THEN {Phase.Failed} ELSE {Phase.Ready} END,
        rank = CASE WHEN d.phase = {Phase.Delivered} AND m.delivery_count >= q.max_deliveries THEN $1 ELSE -m.priority END,
        failure = CASE WHEN d.phase = {Phase.Delivered} AND m.delivery_count >= q.max_deliveries THEN 'max_deliveries' ELSE m.failure END,
        receipt = NULL
    FROM due d JOIN broker.queues q ON q.id = d.queue_id
    WHERE m.queue_id = d.queue_id AND m.id = d.id
    RETURNING m.queue_id, m.phase, d.phase AS before, m.group_key
), c AS (
    INSERT INTO broker.queue_counts AS c (queue_id, slot, pending, processing, failed)
    SELECT queue_id, $3::smallint, count(*) FILTER (WHERE phase = {Phase.Ready}), -count(*), count(*) FILTER (WHERE phase = {Phase.Failed})
    FROM changed WHERE before = {Phase.Delivered} GROUP BY queue_id ORDER BY queue_id
    ON CONFLICT (queue_id, slot) DO UPDATE SET pending = c.pending + excluded.pending,
        processing = c.processing + excluded.processing, failed = c.failed + excluded.failed
)
SELECT queue_id, phase, before, group_key FROM changed
