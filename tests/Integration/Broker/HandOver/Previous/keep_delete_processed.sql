-- parameters: integer
DELETE FROM jobs.processed_messages WHERE queue_id = $1
