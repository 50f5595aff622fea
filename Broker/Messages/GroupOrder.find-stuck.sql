-- Examines groups, sorted by queue and name, and returns for each whether all its messages are behind another one. $1: the queue and $2:
-- the name of the group after which to begin; $3: the maximum number of groups.
-- It steps from group to group along the index, so its cost depends on the number of groups and not of messages.
WITH RECURSIVE g AS (
    (SELECT queue_id, group_key FROM broker.messages
    WHERE group_key IS NOT NULL AND (queue_id, group_key) > ($1, $2) ORDER BY queue_id, group_key LIMIT 1)
    UNION ALL
    SELECT n.queue_id, n.group_key FROM g CROSS JOIN LATERAL (
        SELECT m.queue_id, m.group_key FROM broker.messages m
        WHERE m.group_key IS NOT NULL AND (m.queue_id, m.group_key) > (g.queue_id, g.group_key) ORDER BY m.queue_id, m.group_key LIMIT 1) n
)
SELECT s.queue_id, s.group_key,
    NOT EXISTS (SELECT FROM broker.messages o
            WHERE o.queue_id = s.queue_id AND o.group_key = s.group_key AND o.phase IN ({Phase.Ready}, {Phase.Delivered}, {Phase.Delayed}))
        AND EXISTS (SELECT FROM broker.messages b WHERE b.queue_id = s.queue_id AND b.group_key = s.group_key AND b.phase = {Phase.Behind})
        AND EXISTS (SELECT FROM broker.queues q WHERE q.id = s.queue_id AND q.deleted_at IS NULL)
FROM (SELECT * FROM g LIMIT $3) s
