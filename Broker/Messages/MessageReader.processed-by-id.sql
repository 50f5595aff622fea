-- Selects a processed message. The code puts the columns in front. $1: the queues that it may belong to; $2: id.
FROM broker.processed_messages WHERE queue_id = ANY($1) AND id = $2
