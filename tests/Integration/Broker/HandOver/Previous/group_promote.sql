-- parameters: timestamptz, integer[], text[]
UPDATE jobs.messages m SET
    phase = CASE WHEN m.available_at > $1 THEN 2 ELSE 0 END,
    rank = CASE WHEN m.available_at > $1 THEN (extract(epoch FROM m.available_at) * 1000000)::bigint ELSE -m.priority END
FROM unnest($2, $3) AS g(queue_id, group_key)
CROSS JOIN LATERAL (
    SELECT b.id FROM jobs.messages b
    WHERE b.queue_id = g.queue_id AND b.group_key = g.group_key AND b.phase = 4
    ORDER BY b.id LIMIT 1) f
WHERE m.queue_id = g.queue_id AND m.id = f.id AND m.phase = 4
    AND NOT EXISTS (SELECT FROM jobs.messages o
        WHERE o.queue_id = g.queue_id AND o.group_key = g.group_key AND o.phase IN (0, 1, 2))
RETURNING m.queue_id, m.phase
