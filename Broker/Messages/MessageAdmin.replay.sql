-- Makes those of the messages pending again that are dead letters. $1: queue; $2: messages; $3: slot of the counts.
-- Messages of a group are put behind the others of the group; the first one is then promoted.
-- "phase + 0" keeps the planner from using the indexes by phase: each message is found by its id.
-- Counts are updated in the order of queues, so that two writers of the same slot in different replicas cannot deadlock.
WITH d AS MATERIALIZED (
    SELECT r.at FROM unnest($2) AS i(id)
    CROSS JOIN LATERAL (SELECT ctid AS at FROM broker.messages WHERE queue_id = $1 AND id = i.id AND phase + 0 = {Phase.Failed} FOR UPDATE SKIP LOCKED) r
), changed AS (
    UPDATE broker.messages m SET phase = CASE WHEN m.group_key IS NULL THEN {Phase.Ready} ELSE {Phase.Behind} END, rank = -m.priority, delivery_count = 0,
        failure = NULL, expires_at = NULL, available_at = NULL
    FROM d WHERE m.ctid = d.at
    RETURNING m.queue_id, m.id, m.group_key
), c AS (
    INSERT INTO broker.queue_counts AS c (queue_id, slot, pending, failed)
    SELECT queue_id, $3::smallint, count(*), -count(*) FROM changed GROUP BY queue_id ORDER BY queue_id
    ON CONFLICT (queue_id, slot) DO UPDATE SET pending = c.pending + excluded.pending, failed = c.failed + excluded.failed
)
SELECT id, group_key FROM changed
