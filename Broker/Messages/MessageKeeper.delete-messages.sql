-- Deletes messages of a queue, 5,000 at most. $1 the queue.
DELETE FROM broker.messages WHERE queue_id = $1 AND id IN (SELECT id FROM broker.messages WHERE queue_id = $1 ORDER BY id LIMIT 5000)
