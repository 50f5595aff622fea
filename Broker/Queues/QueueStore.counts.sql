-- Joins the counts of a queue q as c, and its next message as o.
LEFT JOIN LATERAL (
    SELECT sum(published) AS published, sum(pending) AS pending, sum(processing) AS processing, sum(processed) AS processed,
        sum(failed) AS failed, sum(kept) AS kept
    FROM broker.queue_counts WHERE queue_id = q.id) c ON true
LEFT JOIN LATERAL (
    SELECT created_at FROM broker.messages WHERE queue_id = q.id AND phase = {Phase.Ready} ORDER BY rank, id LIMIT 1) o ON true
