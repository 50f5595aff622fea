-- Stores the last attempt of jobs that are about to be retried. $1: jobs; $2: owner, null for any.
-- The code is matched in the text of the error: parsing the JSON would fail for all jobs if one error contained an escape that is not a
-- character. Within a JSON string the quotes would be escaped.
INSERT INTO jobs.attempts (job_id, attempt, worker_id, started_at, finished_at, outcome, error)
SELECT j.id, j.attempt, j.worker_id, j.started_at, j.finished_at,
    CASE WHEN j.state = {JobState.Cancelled} THEN 'cancelled' WHEN j.error::text ~ '"code"\s*:\s*"timeout"' THEN 'timed_out'
        WHEN j.error::text ~ '"code"\s*:\s*"worker_lost"' THEN 'lost' ELSE 'failed' END, j.error
FROM unnest($1) AS r(id) JOIN jobs.jobs j ON j.id = r.id
WHERE j.state IN ({JobState.Failed}, {JobState.Cancelled}) AND j.started_at IS NOT NULL AND ($2::uuid IS NULL OR j.owner_id = $2)
FOR UPDATE OF j
ON CONFLICT DO NOTHING
