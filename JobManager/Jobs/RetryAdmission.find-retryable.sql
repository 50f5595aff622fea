-- Finds those of the jobs that can be retried by hand. $1: jobs; $2: owner, null for any.
SELECT j.id, j.owner_id, j.kind FROM unnest($1) AS r(id) JOIN jobs.jobs j ON j.id = r.id
WHERE j.state IN ({JobState.Failed}, {JobState.Cancelled}) AND ($2::uuid IS NULL OR j.owner_id = $2)
