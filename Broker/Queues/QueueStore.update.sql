-- Changes settings of a queue; null leaves a setting as it is. $1: queue; $2: the current time; $3: description, empty for none; $4:
-- visibility timeout in seconds; $5: maximum deliveries of a message; $6: delay in seconds; $7: lifetime of a message in seconds, 0 for no
-- limit; $8: deduplication window in seconds; $9: maximum size of a message in bytes; $10: maximum number of messages; $11: whether
-- processed messages are kept; $12: whether the queue is paused.
UPDATE broker.queues SET updated_at = greatest($2, updated_at + interval '1 microsecond'),
    description = CASE WHEN $3::text IS NULL THEN description ELSE nullif($3, '') END,
    visibility_seconds = coalesce($4, visibility_seconds), max_deliveries = coalesce($5, max_deliveries),
    delay_seconds = coalesce($6, delay_seconds), ttl_seconds = CASE WHEN $7::integer IS NULL THEN ttl_seconds ELSE nullif($7, 0) END,
    deduplication_seconds = coalesce($8, deduplication_seconds), max_message_bytes = coalesce($9, max_message_bytes),
    max_messages = coalesce($10, max_messages), keep_processed = coalesce($11, keep_processed), paused = coalesce($12, paused)
WHERE id = $1 AND deleted_at IS NULL
RETURNING id
