-- A job, if it is the owner's; what is read of it stands before this. $1 the job; $2 its owner, null for any.
FROM jobs.jobs j WHERE j.id = $1 AND ($2::uuid IS NULL OR j.owner_id = $2)
