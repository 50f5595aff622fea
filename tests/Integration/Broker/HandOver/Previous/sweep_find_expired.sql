-- parameters: bigint, integer
SELECT queue_id, group_key FROM jobs.messages WHERE expires_at IS NOT NULL AND phase IN (0, 2, 4) AND expires_at <= to_timestamp($1 / 1000000.0) ORDER BY expires_at LIMIT $2
