-- Deletes up to 5,000 messages of a queue. $1: queue.
DELETE FROM broker.messages WHERE queue_id = $1 AND id IN (SELECT id FROM broker.messages WHERE queue_id = $1 ORDER BY id LIMIT 5000)
