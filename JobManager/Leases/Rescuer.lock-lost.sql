-- Locks running jobs whose lease has expired, and reads what their next state depends on. $1 now; $2 most jobs.
SELECT id, attempt, failures, rescues, max_attempts, cancel_requested_at IS NOT NULL, worker_id, started_at
FROM jobs.jobs
WHERE lease_expires_at < $1 AND state = {JobState.Running}
ORDER BY lease_expires_at LIMIT $2
FOR UPDATE SKIP LOCKED
