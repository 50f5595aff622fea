-- Finds pending messages of a queue in the order of ids. The code appends the limit. $1: queue; $2: the id after which to begin; $3: the
-- largest id.
-- Messages are found before they are locked, because locks of groups are taken before those of rows.
SELECT id, group_key FROM broker.messages
WHERE queue_id = $1 AND id > $2 AND id <= $3 AND phase IN ({Phase.Ready}, {Phase.Delayed}, {Phase.Behind}) ORDER BY id
