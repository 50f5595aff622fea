-- Delivers messages of several queues. $1: the current time. Arrays with one element per queue: $2: queues; $3: maximum numbers of
-- messages; $4: ends of the visibility timeouts in microseconds since 1970; $5: receipt numbers. $6: slot of the counts; $7: the maximum
-- size of all messages in bytes.
-- The last two columns concern the whole statement and are the same in each row: queues with messages that did not fit into the answer, and
-- queues with more messages than could be locked. If no message is delivered, there is one row with only these columns.
-- The picked messages are materialized, so that they are picked once however often the join reads them, and they are found again by ctid,
-- which leaves the planner no choice. The first message of each queue comes before the second of any, so that large messages of one queue
-- do not crowd out the others; within a queue messages are left out only at the end. The sizes are in the rows themselves, so TOAST data is
-- not read for them.
-- Counts are updated in the order of queues, so that two writers of the same slot in different replicas cannot deadlock.
WITH r AS MATERIALIZED (
    SELECT w.queue_id, w.visible_at, w.receipt, r.at, r.bytes, sum(r.bytes) OVER (ORDER BY r.n, w.place ROWS UNBOUNDED PRECEDING) AS through
    FROM unnest($2, $3, $4, $5) WITH ORDINALITY AS w(queue_id, wanted, visible_at, receipt, place)
    CROSS JOIN LATERAL (
        SELECT at, bytes, row_number() OVER () AS n FROM (
            SELECT ctid AS at, octet_length(content) + coalesce(octet_length(headers), 0) AS bytes FROM broker.messages
            WHERE queue_id = w.queue_id AND phase = {Phase.Ready} AND (expires_at IS NULL OR expires_at > $1)
            ORDER BY rank, id LIMIT w.wanted FOR UPDATE SKIP LOCKED) found) r
), p AS MATERIALIZED (
    SELECT * FROM r WHERE through <= $7 OR through = bytes
), taken AS (
    UPDATE broker.messages m SET phase = {Phase.Delivered}, rank = p.visible_at, receipt = p.receipt | (m.group_key IS NOT NULL)::integer,
        delivery_count = m.delivery_count + 1, delivered_at = $1
    FROM p WHERE m.ctid = p.at
    RETURNING m.queue_id, m.id, m.created_at, m.expires_at, m.delivery_count, m.priority, m.content_type, m.content, m.headers,
        m.group_key, m.deduplication_id, m.trace_parent, m.receipt
), c AS (
    INSERT INTO broker.queue_counts AS c (queue_id, slot, pending, processing)
    SELECT queue_id, $6::smallint, -count(*), count(*) FROM taken GROUP BY queue_id ORDER BY queue_id
    ON CONFLICT (queue_id, slot) DO UPDATE SET pending = c.pending + excluded.pending, processing = c.processing + excluded.processing
)
SELECT taken.*, more.cut, more.held FROM (
    SELECT (SELECT array_agg(DISTINCT queue_id) FROM r WHERE through > $7 AND through <> bytes) AS cut, (
        SELECT array_agg(w.queue_id) FROM unnest($2, $3) AS w(queue_id, wanted)
        CROSS JOIN LATERAL (SELECT count(*) AS n FROM r WHERE r.queue_id = w.queue_id) found
        WHERE CASE WHEN found.n < w.wanted THEN found.n < (SELECT count(*) FROM (
            SELECT FROM broker.messages
            WHERE queue_id = w.queue_id AND phase = {Phase.Ready} AND (expires_at IS NULL OR expires_at > $1)
            ORDER BY rank, id LIMIT w.wanted) seen) END) AS held) more
LEFT JOIN taken ON true
