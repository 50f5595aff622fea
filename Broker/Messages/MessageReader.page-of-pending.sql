-- A page of pending messages, newest first; what is read of them stands before this. $1 the queue; $2 only smaller ids; $3 most messages.
FROM broker.messages WHERE queue_id = $1 AND id < $2 AND phase IN ({Phase.Ready}, {Phase.Delayed}, {Phase.Behind}) ORDER BY id DESC LIMIT $3
