-- Locks a job whose revisions change, so that two names at once are counted one after the other. $1: job; $2: owner, null for any.
SELECT j.owner_id FROM jobs.jobs j WHERE j.id = $1 AND ($2::uuid IS NULL OR j.owner_id = $2) FOR NO KEY UPDATE
