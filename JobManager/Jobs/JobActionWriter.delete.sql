-- Deletes ended jobs. $1: jobs; $2: owner, null for any.
DELETE FROM jobs.jobs j USING unnest($1) AS r(id)
WHERE j.id = r.id AND j.state >= {JobState.Succeeded} AND ($2::uuid IS NULL OR j.owner_id = $2)
RETURNING j.id, j.owner_id, j.version, j.state, j.attempt
