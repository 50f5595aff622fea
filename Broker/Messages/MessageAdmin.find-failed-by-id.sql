-- Finds those of the messages that are dead letters. $1: queue; $2: ids.
-- Each message is found by itself: with a filter or a join, the planner might read all dead letters for a few. "phase + 0" keeps it from
-- using their index.
SELECT i.id, r.group_key FROM unnest($2) AS i(id)
CROSS JOIN LATERAL (SELECT group_key FROM broker.messages WHERE queue_id = $1 AND id = i.id AND phase + 0 = {Phase.Failed}) r
