-- Publishes an incident, or what is new of it. $1: incident; $2: the current time; $3: level; $4: stage; $5: parts; $6: title; $7: the maximum
-- number of updates. Returns a row if there are not that many yet.
INSERT INTO operations.notices AS n (incident_id, begun_at, updated_at, updates, level, stage, parts, title)
VALUES ($1, $2, $2, 1, $3, $4, $5, $6)
ON CONFLICT (incident_id) DO UPDATE SET
    updated_at = greatest(n.updated_at, $2), updates = n.updates + 1, level = $3, stage = $4, parts = $5, title = $6
WHERE n.updates < $7
RETURNING incident_id, title, parts, level, stage, begun_at, updated_at
