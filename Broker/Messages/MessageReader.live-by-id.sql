-- A message that is not processed; what is read of it stands before this. $1 the queues that it may be of; $2 its id.
FROM broker.messages WHERE queue_id = ANY($1) AND id = $2
