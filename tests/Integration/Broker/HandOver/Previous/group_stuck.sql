-- parameters: integer, text, integer
WITH RECURSIVE g AS (
    (SELECT queue_id, group_key FROM jobs.messages
    WHERE group_key IS NOT NULL AND (queue_id, group_key) > ($1, $2) ORDER BY queue_id, group_key LIMIT 1)
    UNION ALL
    SELECT n.queue_id, n.group_key FROM g CROSS JOIN LATERAL (
        SELECT m.queue_id, m.group_key FROM jobs.messages m
        WHERE m.group_key IS NOT NULL AND (m.queue_id, m.group_key) > (g.queue_id, g.group_key) ORDER BY m.queue_id, m.group_key LIMIT 1) n
)
SELECT s.queue_id, s.group_key,
    NOT EXISTS (SELECT FROM jobs.messages o WHERE o.queue_id = s.queue_id AND o.group_key = s.group_key AND o.phase IN (0, 1, 2))
        AND EXISTS (SELECT FROM jobs.messages b WHERE b.queue_id = s.queue_id AND b.group_key = s.group_key AND b.phase = 4)
        AND EXISTS (SELECT FROM jobs.queues q WHERE q.id = s.queue_id AND q.deleted_at IS NULL)
FROM (SELECT * FROM g LIMIT $3) s
