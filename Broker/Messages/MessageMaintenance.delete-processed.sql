-- Deletes the processed messages of a queue. $1: queue.
DELETE FROM broker.processed_messages WHERE queue_id = $1
