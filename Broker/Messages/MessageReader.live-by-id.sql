-- Selects a message that is not processed. The code puts the columns in front. $1: the queues that it may belong to; $2: id.
FROM broker.messages WHERE queue_id = ANY($1) AND id = $2
