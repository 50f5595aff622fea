-- parameters: integer, timestamptz, text, integer, integer, integer, integer, integer, integer, bigint, boolean, boolean
UPDATE jobs.queues SET updated_at = greatest($2, updated_at + interval '1 microsecond'),
    description = CASE WHEN $3::text IS NULL THEN description ELSE nullif($3, '') END,
    visibility_seconds = coalesce($4, visibility_seconds), max_deliveries = coalesce($5, max_deliveries),
    delay_seconds = coalesce($6, delay_seconds), ttl_seconds = CASE WHEN $7::integer IS NULL THEN ttl_seconds ELSE nullif($7, 0) END,
    deduplication_seconds = coalesce($8, deduplication_seconds), max_message_bytes = coalesce($9, max_message_bytes),
    max_messages = coalesce($10, max_messages), keep_processed = coalesce($11, keep_processed), paused = coalesce($12, paused)
WHERE id = $1 AND deleted_at IS NULL
RETURNING id
