-- Replaces the result of a succeeded job. $1 the job; $2 the version that it must have; $3 its owner, null for any; $4 the result.
-- The columns that it returns are added in code: they are those of every statement that reads a job.
UPDATE jobs.jobs j SET result = $4, version = j.version + 1
WHERE j.id = $1 AND j.version = $2 AND j.state = {JobState.Succeeded} AND ($3::uuid IS NULL OR j.owner_id = $3)
