-- Finds the earlier messages with the deduplication ids of duplicates. Arrays with one element per duplicate: $1: queues; $2: deduplication
-- ids.
SELECT n.ordinal, k.message_id, k.created_at, m.phase
FROM unnest($1, $2) WITH ORDINALITY AS n(queue_id, deduplication_id, ordinal)
JOIN broker.message_keys k ON k.queue_id = n.queue_id AND k.deduplication_id = n.deduplication_id
LEFT JOIN broker.messages m ON m.queue_id = k.queue_id AND m.id = k.message_id
