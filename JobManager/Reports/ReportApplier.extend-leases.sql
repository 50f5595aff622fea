-- Extends the leases of running attempts. Arrays with one element per report: $1: jobs; $2: attempts; $3: workers. $4: when the leases
-- expire.
UPDATE jobs.jobs j SET lease_expires_at = $4
FROM unnest($1, $2, $3) AS r(id, attempt, worker_id)
WHERE j.id = r.id AND j.attempt = r.attempt AND j.state = {JobState.Running} AND j.worker_id = r.worker_id
RETURNING j.id, j.attempt, r.worker_id, j.cancel_requested_at IS NOT NULL
