-- Counts the messages of each queue, with the name of the queue and the time of its next message. Counts that deleted queues have left have
-- no name.
SELECT coalesce(q.id, c.queue_id) AS id, q.name, coalesce(c.published, 0), coalesce(c.pending, 0), coalesce(c.processing, 0),
    coalesce(c.processed, 0), coalesce(c.failed, 0), o.created_at
FROM (SELECT id, name FROM broker.queues WHERE deleted_at IS NULL) q
FULL JOIN (
    SELECT queue_id, sum(published)::bigint AS published, sum(pending)::bigint AS pending, sum(processing)::bigint AS processing,
        sum(processed)::bigint AS processed, sum(failed)::bigint AS failed
    FROM broker.queue_counts GROUP BY queue_id) c ON c.queue_id = q.id
LEFT JOIN LATERAL (
    SELECT created_at FROM broker.messages WHERE queue_id = q.id AND phase = {Phase.Ready} AND c.pending > 0 ORDER BY rank, id LIMIT 1) o ON true
ORDER BY 1
