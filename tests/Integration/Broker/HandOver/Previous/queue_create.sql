-- parameters: uuid, timestamptz, text, text, integer, integer, integer, integer, integer, integer, bigint, boolean, integer
INSERT INTO jobs.queues (owner_id, created_at, updated_at, name, description, visibility_seconds, max_deliveries, delay_seconds,
    ttl_seconds, deduplication_seconds, max_message_bytes, max_messages, keep_processed)
SELECT $1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12
WHERE (SELECT count(*) FROM jobs.queues WHERE owner_id = $1 AND deleted_at IS NULL) < $13
RETURNING id
