-- Selects a page of pending messages, newest first. The code puts the columns in front. $1: queue; $2: the upper bound of ids (exclusive);
-- $3: the maximum number of messages.
FROM broker.messages WHERE queue_id = $1 AND id < $2 AND phase IN ({Phase.Ready}, {Phase.Delayed}, {Phase.Behind}) ORDER BY id DESC LIMIT $3
