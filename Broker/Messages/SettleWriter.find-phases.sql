-- Finds the phases of messages without a matching delivery: the phase, null if there is no row, and whether the message is processed.
-- Arrays with one element per message: $1: queues; $2: messages.
SELECT n.ordinal, (SELECT phase FROM broker.messages m WHERE m.queue_id = n.queue_id AND m.id = n.id),
    EXISTS (SELECT FROM broker.processed_messages p WHERE p.queue_id = n.queue_id AND p.id = n.id)
FROM unnest($1, $2) WITH ORDINALITY AS n(queue_id, id, ordinal)
