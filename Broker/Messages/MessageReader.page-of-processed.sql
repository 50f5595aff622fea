-- A page of processed messages, newest first; what is read of them stands before this. $1 the queue; $2 only smaller ids; $3 most messages.
FROM broker.processed_messages WHERE queue_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3
