-- Adds messages with all columns, except those with a known deduplication id, and counts them. $1: the current time. Arrays with one
-- element per message: $2: queues; $3: content types; $4: contents; $5: trace contexts; $6: headers; $7: priorities; $8: due times, null
-- for immediately; $9: expiry times, null for never; $10: groups; $11: deduplication ids; $12: expiry times of these ids. $13: slot of the
-- counts.
-- Counts are updated in the order of queues, so that two writers of the same slot in different replicas cannot deadlock.
WITH n AS MATERIALIZED (
    SELECT broker.next_message_id() AS id, u.*
    FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) WITH ORDINALITY AS u(
        queue_id, content_type, content, trace_parent, headers, priority, available_at, expires_at, group_key, deduplication_id,
        key_expires_at, ordinal)
), k AS (
    INSERT INTO broker.message_keys AS k (queue_id, deduplication_id, message_id, created_at, expires_at)
    SELECT queue_id, deduplication_id, id, $1, key_expires_at FROM n WHERE deduplication_id IS NOT NULL
    ORDER BY queue_id, deduplication_id
    ON CONFLICT (queue_id, deduplication_id) DO UPDATE
        SET message_id = excluded.message_id, created_at = excluded.created_at, expires_at = excluded.expires_at
        WHERE k.expires_at <= $1
    RETURNING message_id
), f AS MATERIALIZED (
    SELECT n.*, n.group_key IS NOT NULL AND (
            row_number() OVER (PARTITION BY n.queue_id, n.group_key ORDER BY n.id) > 1
            OR EXISTS (SELECT FROM broker.messages g WHERE g.queue_id = n.queue_id AND g.group_key = n.group_key AND g.phase <> {Phase.Failed})
        ) AS behind
    FROM n WHERE n.deduplication_id IS NULL OR n.id IN (SELECT message_id FROM k)
), i AS (
    INSERT INTO broker.messages (id, rank, created_at, queue_id, phase, content_type, content, trace_parent, headers, priority,
        available_at, expires_at, group_key, deduplication_id)
    SELECT id,
        CASE WHEN behind THEN 0 WHEN available_at > $1 THEN (extract(epoch FROM available_at) * 1000000)::bigint ELSE -priority END,
        $1, queue_id, CASE WHEN behind THEN {Phase.Behind} WHEN available_at > $1 THEN {Phase.Delayed} ELSE {Phase.Ready} END,
        content_type, content, trace_parent, headers, priority, available_at, expires_at, group_key, deduplication_id
    FROM f ORDER BY id
), c AS (
    INSERT INTO broker.queue_counts AS c (queue_id, slot, published, pending)
    SELECT queue_id, $13::smallint, count(*), count(*) FROM f GROUP BY queue_id ORDER BY queue_id
    ON CONFLICT (queue_id, slot) DO UPDATE SET published = c.published + excluded.published, pending = c.pending + excluded.pending
)
SELECT ordinal, id FROM f
