-- Finds the queues of messages, and whether the messages belong to a group. $1: messages; $2: the queues that they may belong to.
SELECT n.id, m.queue_id, m.group_key IS NOT NULL FROM unnest($1) AS n(id)
CROSS JOIN unnest($2) AS q(queue_id) JOIN broker.messages m ON m.queue_id = q.queue_id AND m.id = n.id
UNION ALL
SELECT n.id, p.queue_id, false FROM unnest($1) AS n(id)
CROSS JOIN unnest($2) AS q(queue_id) JOIN broker.processed_messages p ON p.queue_id = q.queue_id AND p.id = n.id
