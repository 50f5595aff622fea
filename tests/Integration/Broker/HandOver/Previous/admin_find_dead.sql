-- parameters: integer, bigint, bigint, text, text, bigint, bigint
SELECT id, group_key FROM jobs.messages
WHERE queue_id = $1 AND id > $2 AND id <= $3 AND phase = 3 AND ($4::text IS NULL OR normalize(failure, NFC) = $4) AND ($5::text IS NULL OR group_key = $5)
    AND ($6::bigint IS NULL OR rank >= $6) AND ($7::bigint IS NULL OR rank < $7)
ORDER BY id LIMIT 5000
