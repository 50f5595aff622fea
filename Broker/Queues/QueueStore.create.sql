-- Adds a queue, unless its owner has the maximum number of queues. $1: owner; $2: the current time; $3: name; $4: description, null for
-- none; $5: visibility timeout in seconds; $6: maximum deliveries of a message; $7: delay in seconds; $8: lifetime of a message in seconds,
-- null for no limit; $9: deduplication window in seconds; $10: maximum size of a message in bytes; $11: maximum number of messages; $12:
-- whether processed messages are kept; $13: maximum number of queues of an owner.
INSERT INTO broker.queues (owner_id, created_at, updated_at, name, description, visibility_seconds, max_deliveries, delay_seconds,
    ttl_seconds, deduplication_seconds, max_message_bytes, max_messages, keep_processed)
SELECT $1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12
WHERE (SELECT count(*) FROM broker.queues WHERE owner_id = $1 AND deleted_at IS NULL) < $13
RETURNING id
