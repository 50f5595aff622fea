-- Locks the jobs of attempts that did not succeed and reads what decides their next state. Arrays with one element per report: $1: jobs;
-- $2: attempts; $3: workers.
SELECT j.id, j.state, j.failures, j.rescues, j.max_attempts, j.cancel_requested_at IS NOT NULL, j.attempt, r.worker_id
FROM unnest($1, $2, $3) AS r(id, attempt, worker_id)
JOIN jobs.jobs j ON j.id = r.id
WHERE j.attempt = r.attempt AND (j.state = {JobState.Queued} OR (j.state = {JobState.Running} AND j.worker_id = r.worker_id))
FOR UPDATE OF j
