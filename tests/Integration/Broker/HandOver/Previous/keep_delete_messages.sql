-- parameters: integer
DELETE FROM jobs.messages WHERE queue_id = $1 AND id IN (SELECT id FROM jobs.messages WHERE queue_id = $1 ORDER BY id LIMIT 5000)
