-- parameters: integer[], bigint[]
SELECT n.ordinal, (SELECT phase FROM jobs.messages m WHERE m.queue_id = n.queue_id AND m.id = n.id),
    EXISTS (SELECT FROM jobs.processed_messages p WHERE p.queue_id = n.queue_id AND p.id = n.id)
FROM unnest($1, $2) WITH ORDINALITY AS n(queue_id, id, ordinal)
