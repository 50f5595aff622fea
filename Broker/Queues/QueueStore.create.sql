-- Makes a queue, unless its owner has as many as they may. $1 owner; $2 now; $3 name; $4 description, null for none; $5 visibility timeout in
-- seconds; $6 most deliveries of a message; $7 delay in seconds; $8 lifetime of a message in seconds, null for no end; $9 window of
-- deduplication in seconds; $10 bytes of a message; $11 messages; $12 whether processed messages are kept; $13 most queues of an owner.
INSERT INTO broker.queues (owner_id, created_at, updated_at, name, description, visibility_seconds, max_deliveries, delay_seconds,
    ttl_seconds, deduplication_seconds, max_message_bytes, max_messages, keep_processed)
SELECT $1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12
WHERE (SELECT count(*) FROM broker.queues WHERE owner_id = $1 AND deleted_at IS NULL) < $13
RETURNING id
