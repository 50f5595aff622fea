-- The columns of a processed message, the same as in live-columns.sql.
id, queue_id, {Phase.Processed}::smallint AS phase, content, content_type, created_at, delivery_count, priority, headers, group_key, deduplication_id,
NULL::timestamptz AS available_at, NULL::timestamptz AS expires_at, delivered_at, 0::bigint AS rank, NULL::text AS failure, trace_parent, finished_at
