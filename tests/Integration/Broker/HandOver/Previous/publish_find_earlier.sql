-- parameters: integer[], text[]
SELECT n.ordinal, k.message_id, k.created_at, m.phase
FROM unnest($1, $2) WITH ORDINALITY AS n(queue_id, deduplication_id, ordinal)
JOIN jobs.message_keys k ON k.queue_id = n.queue_id AND k.deduplication_id = n.deduplication_id
LEFT JOIN jobs.messages m ON m.queue_id = k.queue_id AND m.id = k.message_id
