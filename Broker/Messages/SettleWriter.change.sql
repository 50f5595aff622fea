-- Returns, fails, extends and releases deliveries. $1: the current time in microseconds since 1970. Arrays with one element per message:
-- $2: queues; $3: messages; $4: receipts, null for the current delivery; $5: actions; $6: when a returned message is due again or an
-- extended one becomes visible again, in microseconds since 1970; $7: reasons, null for none; $8: maximum deliveries. $9: slot of the
-- counts.
-- An extension never shortens the visibility timeout: a request whose answer was lost may be processed after the request that repeats it.
-- "phase + 0" keeps the planner from using the index of delivered messages, which looks as good as the primary key while the table is
-- empty.
-- Counts are updated in the order of queues, so that two writers of the same slot in different replicas cannot deadlock.
WITH changed AS (
    UPDATE broker.messages m SET
        phase = CASE WHEN s.action = {SettleAction.Extend} THEN {Phase.Delivered}
            WHEN s.action = {SettleAction.Fail} OR (s.action = {SettleAction.Requeue} AND m.delivery_count >= s.max_deliveries) THEN {Phase.Failed}
            WHEN s.due > $1 THEN {Phase.Delayed} ELSE {Phase.Ready} END,
        rank = CASE WHEN s.action = {SettleAction.Extend} THEN greatest(m.rank, s.due)
            WHEN s.action = {SettleAction.Fail} OR (s.action = {SettleAction.Requeue} AND m.delivery_count >= s.max_deliveries) THEN $1
            WHEN s.due > $1 THEN s.due ELSE -m.priority END,
        receipt = CASE WHEN s.action = {SettleAction.Extend} THEN m.receipt END,
        delivery_count = CASE WHEN s.action = {SettleAction.Release} THEN m.delivery_count - 1 ELSE m.delivery_count END,
        failure = CASE WHEN s.action = {SettleAction.Fail} THEN coalesce(s.reason, 'rejected')
            WHEN s.action = {SettleAction.Requeue} AND m.delivery_count >= s.max_deliveries THEN coalesce(s.reason, 'max_deliveries') ELSE m.failure END
    FROM unnest($2, $3, $4, $5, $6, $7, $8) AS s(queue_id, id, receipt, action, due, reason, max_deliveries)
    WHERE m.queue_id = s.queue_id AND m.id = s.id AND m.phase + 0 = {Phase.Delivered} AND (s.receipt IS NULL OR m.receipt = s.receipt)
    RETURNING m.id, m.queue_id, m.group_key, m.phase, m.delivered_at, m.rank
), c AS (
    INSERT INTO broker.queue_counts AS c (queue_id, slot, pending, processing, failed)
    SELECT queue_id, $9::smallint, count(*) FILTER (WHERE phase <> {Phase.Failed}), -count(*), count(*) FILTER (WHERE phase = {Phase.Failed})
    FROM changed WHERE phase <> {Phase.Delivered} GROUP BY queue_id ORDER BY queue_id
    ON CONFLICT (queue_id, slot) DO UPDATE SET pending = c.pending + excluded.pending,
        processing = c.processing + excluded.processing, failed = c.failed + excluded.failed
)
SELECT * FROM changed
