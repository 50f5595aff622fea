-- parameters: bigint, integer
SELECT queue_id, group_key FROM jobs.messages WHERE phase IN (1, 2) AND rank <= $1 ORDER BY rank LIMIT $2
