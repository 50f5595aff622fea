-- Locks running jobs whose lease has expired and reads what decides their next state. $1: the current time; $2: the maximum number of jobs.
SELECT id, attempt, failures, rescues, max_attempts, cancel_requested_at IS NOT NULL, worker_id, started_at
FROM jobs.jobs
WHERE lease_expires_at < $1 AND state = {JobState.Running}
ORDER BY lease_expires_at LIMIT $2
FOR UPDATE SKIP LOCKED
