-- Counts stored messages. $1: slot of the counts. Arrays with one element per queue: $2: queues; $3: numbers of messages.
-- Counts are updated in the order of queues, so that two writers of the same slot in different replicas cannot deadlock.
INSERT INTO broker.queue_counts AS c (queue_id, slot, published, pending)
SELECT queue_id, $1::smallint, sum(messages), sum(messages) FROM unnest($2, $3) AS n(queue_id, messages) GROUP BY queue_id ORDER BY queue_id
ON CONFLICT (queue_id, slot) DO UPDATE SET published = c.published + excluded.published, pending = c.pending + excluded.pending
