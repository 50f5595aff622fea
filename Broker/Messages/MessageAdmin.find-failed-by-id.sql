-- Those of some messages that are dead letters. $1 the queue; $2 their ids.
-- Each is looked for by itself: as a part of a filter, or of a join, the planner may go through all dead letters for a few. "phase + 0" keeps it
-- from their index.
SELECT i.id, r.group_key FROM unnest($2) AS i(id)
CROSS JOIN LATERAL (SELECT group_key FROM broker.messages WHERE queue_id = $1 AND id = i.id AND phase + 0 = {Phase.Failed}) r
