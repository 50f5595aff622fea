-- Selects delivered messages. The code puts the columns in front and limits the page around it. $1: queue; $2: the upper bound of ids
-- (exclusive).
-- There are few of them among the pending messages. OFFSET 0 makes the planner sort them instead of searching along the order of ids.
FROM broker.messages WHERE phase = {Phase.Delivered} AND queue_id = $1 AND id < $2 OFFSET 0
