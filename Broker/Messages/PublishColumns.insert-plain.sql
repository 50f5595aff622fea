-- Adds messages that have none of the optional columns. $1: the current time. Arrays with one element per message: $2: queues; $3: content
-- types; $4: contents; $5: trace contexts.
INSERT INTO broker.messages (id, rank, created_at, queue_id, phase, content_type, content, trace_parent)
SELECT broker.next_message_id(), 0, $1, n.queue_id, {Phase.Ready}, n.content_type, n.content, n.trace_parent
FROM unnest($2, $3, $4, $5) AS n(queue_id, content_type, content, trace_parent)
RETURNING id
