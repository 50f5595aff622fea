-- parameters: integer, bigint, integer
SELECT * FROM (
    (SELECT id, queue_id, phase, content, content_type, created_at, delivery_count, priority, headers, group_key, deduplication_id, available_at,
expires_at, delivered_at, rank, failure, trace_parent, NULL::timestamptz AS finished_at FROM jobs.messages WHERE queue_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3)
    UNION ALL
    (SELECT id, queue_id, 5::smallint AS phase, content, content_type, created_at, delivery_count, priority, headers, group_key, deduplication_id,
NULL::timestamptz AS available_at, NULL::timestamptz AS expires_at, delivered_at, 0::bigint AS rank, NULL::text AS failure, trace_parent, finished_at FROM jobs.processed_messages WHERE queue_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3)) m
ORDER BY id DESC LIMIT $3
