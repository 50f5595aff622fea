-- parameters: smallint, integer[], integer[]
INSERT INTO jobs.queue_counts AS c (queue_id, slot, published, pending)
SELECT queue_id, $1::smallint, sum(messages), sum(messages) FROM unnest($2, $3) AS n(queue_id, messages) GROUP BY queue_id ORDER BY queue_id
ON CONFLICT (queue_id, slot) DO UPDATE SET published = c.published + excluded.published, pending = c.pending + excluded.pending
