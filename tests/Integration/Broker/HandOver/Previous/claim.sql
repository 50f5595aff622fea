-- parameters: timestamptz, integer[], integer[], bigint[], bigint[], smallint, bigint
WITH r AS MATERIALIZED (
    SELECT w.queue_id, w.visible_at, w.receipt, r.at, r.bytes, sum(r.bytes) OVER (ORDER BY r.n, w.place ROWS UNBOUNDED PRECEDING) AS through
    FROM unnest($2, $3, $4, $5) WITH ORDINALITY AS w(queue_id, wanted, visible_at, receipt, place)
    CROSS JOIN LATERAL (
        SELECT at, bytes, row_number() OVER () AS n FROM (
            SELECT ctid AS at, octet_length(content) + coalesce(octet_length(headers), 0) AS bytes FROM jobs.messages
            WHERE queue_id = w.queue_id AND phase = 0 AND (expires_at IS NULL OR expires_at > $1)
            ORDER BY rank, id LIMIT w.wanted FOR UPDATE SKIP LOCKED) found) r
), p AS MATERIALIZED (
    SELECT * FROM r WHERE through <= $7 OR through = bytes
), taken AS (
    UPDATE jobs.messages m SET phase = 1, rank = p.visible_at, receipt = p.receipt | (m.group_key IS NOT NULL)::integer,
        delivery_count = m.delivery_count + 1, delivered_at = $1
    FROM p WHERE m.ctid = p.at
    RETURNING m.queue_id, m.id, m.created_at, m.expires_at, m.delivery_count, m.priority, m.content_type, m.content, m.headers,
        m.group_key, m.deduplication_id, m.trace_parent, m.receipt
), c AS (
    INSERT INTO jobs.queue_counts AS c (queue_id, slot, pending, processing)
SELECT queue_id, $6::smallint, -count(*), count(*) FROM taken GROUP BY queue_id ORDER BY queue_id
ON CONFLICT (queue_id, slot) DO UPDATE SET pending = c.pending + excluded.pending, processing = c.processing + excluded.processing
)
SELECT taken.*, more.cut, more.held FROM (
    SELECT (SELECT array_agg(DISTINCT queue_id) FROM r WHERE through > $7 AND through <> bytes) AS cut, (
        SELECT array_agg(w.queue_id) FROM unnest($2, $3) AS w(queue_id, wanted)
        CROSS JOIN LATERAL (SELECT count(*) AS n FROM r WHERE r.queue_id = w.queue_id) found
        WHERE CASE WHEN found.n < w.wanted THEN found.n < (SELECT count(*) FROM (
            SELECT FROM jobs.messages
            WHERE queue_id = w.queue_id AND phase = 0 AND (expires_at IS NULL OR expires_at > $1)
            ORDER BY rank, id LIMIT w.wanted) seen) END) AS held) more
LEFT JOIN taken ON true
