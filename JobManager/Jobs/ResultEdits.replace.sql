-- Replaces the result of a succeeded job. $1: job; $2: the expected version; $3: owner, null for any; $4: result.
-- The code appends the returned columns, which all statements that read a job share.
UPDATE jobs.jobs j SET result = $4, version = j.version + 1
WHERE j.id = $1 AND j.version = $2 AND j.state = {JobState.Succeeded} AND ($3::uuid IS NULL OR j.owner_id = $3)
