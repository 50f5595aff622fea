-- parameters: integer, bigint, bigint
SELECT id, group_key FROM jobs.messages
WHERE queue_id = $1 AND id > $2 AND id <= $3 AND phase IN (0, 2, 4) ORDER BY id LIMIT 5000
