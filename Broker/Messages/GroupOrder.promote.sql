-- Promotes the next message of each group in which no message is ready, delivered or delayed. $1: the current time. Arrays with one element
-- per group: $2: queues; $3: names of groups.
UPDATE broker.messages m SET
    phase = CASE WHEN m.available_at > $1 THEN {Phase.Delayed} ELSE {Phase.Ready} END,
    rank = CASE WHEN m.available_at > $1 THEN (extract(epoch FROM m.available_at) * 1000000)::bigint ELSE -m.priority END
FROM unnest($2, $3) AS g(queue_id, group_key)
CROSS JOIN LATERAL (
    SELECT b.id FROM broker.messages b
    WHERE b.queue_id = g.queue_id AND b.group_key = g.group_key AND b.phase = {Phase.Behind}
    ORDER BY b.id LIMIT 1) f
WHERE m.queue_id = g.queue_id AND m.id = f.id AND m.phase = {Phase.Behind}
    AND NOT EXISTS (SELECT FROM broker.messages o
        WHERE o.queue_id = g.queue_id AND o.group_key = g.group_key AND o.phase IN ({Phase.Ready}, {Phase.Delivered}, {Phase.Delayed}))
RETURNING m.queue_id, m.phase
