-- Selects a job if it belongs to the owner. The code puts the columns in front. $1: job; $2: owner, null for any.
FROM jobs.jobs j WHERE j.id = $1 AND ($2::uuid IS NULL OR j.owner_id = $2)
