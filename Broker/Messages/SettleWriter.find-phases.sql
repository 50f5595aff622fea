-- Where messages are that no delivery was found of: their phase, null for none, and whether they are processed. Arrays, one element a message:
-- $1 queues; $2 messages.
SELECT n.ordinal, (SELECT phase FROM broker.messages m WHERE m.queue_id = n.queue_id AND m.id = n.id),
    EXISTS (SELECT FROM broker.processed_messages p WHERE p.queue_id = n.queue_id AND p.id = n.id)
FROM unnest($1, $2) WITH ORDINALITY AS n(queue_id, id, ordinal)
