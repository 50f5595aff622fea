-- Counts messages that were stored. $1 slot of the counts. Arrays, one element a queue: $2 queues; $3 messages.
-- Counts are added in the order of the queues, so that two writers of the same slot in different replicas cannot wait for each other.
INSERT INTO broker.queue_counts AS c (queue_id, slot, published, pending)
SELECT queue_id, $1::smallint, sum(messages), sum(messages) FROM unnest($2, $3) AS n(queue_id, messages) GROUP BY queue_id ORDER BY queue_id
ON CONFLICT (queue_id, slot) DO UPDATE SET published = c.published + excluded.published, pending = c.pending + excluded.pending
