-- Makes messages dead letters whose lifetime has ended. $1: the current time in microseconds since 1970; $2: the maximum number of
-- messages; $3: slot of the counts. Arrays with one element per group whose lock is held; messages of other groups are not changed: $4:
-- queues; $5: names of groups.
-- Counts are updated in the order of queues, so that two writers of the same slot in different replicas cannot deadlock.
WITH due AS MATERIALIZED (
    SELECT queue_id, id, phase FROM broker.messages
    WHERE expires_at IS NOT NULL AND phase IN ({Phase.Ready}, {Phase.Delayed}, {Phase.Behind}) AND expires_at <= to_timestamp($1 / 1000000.0)
        AND (group_key IS NULL OR (queue_id, group_key) IN (SELECT * FROM unnest($4, $5)))
    ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
), changed AS (
    UPDATE broker.messages m SET phase = {Phase.Failed}, rank = $1, failure = 'expired', receipt = NULL
    FROM due d WHERE m.queue_id = d.queue_id AND m.id = d.id
    RETURNING m.queue_id, m.phase, d.phase AS before, m.group_key
), c AS (
    INSERT INTO broker.queue_counts AS c (queue_id, slot, pending, failed)
    SELECT queue_id, $3::smallint, -count(*), count(*) FROM changed GROUP BY queue_id ORDER BY queue_id
    ON CONFLICT (queue_id, slot) DO UPDATE SET pending = c.pending + excluded.pending, failed = c.failed + excluded.failed
)
SELECT queue_id, phase, before, group_key FROM changed
