-- Pending messages of a queue, in the order of their ids; how many at most is added in code. $1 the queue; $2 only larger ids; $3 the largest id.
-- What is wanted is looked up before it is taken: the locks of groups come before those of rows.
SELECT id, group_key FROM broker.messages
WHERE queue_id = $1 AND id > $2 AND id <= $3 AND phase IN ({Phase.Ready}, {Phase.Delayed}, {Phase.Behind}) ORDER BY id
