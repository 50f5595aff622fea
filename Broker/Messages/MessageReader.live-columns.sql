-- The columns of a message that is not processed, in the order in which MessageReader reads them.
id, queue_id, phase, content, content_type, created_at, delivery_count, priority, headers, group_key, deduplication_id, available_at,
expires_at, delivered_at, rank, failure, trace_parent, NULL::timestamptz AS finished_at
