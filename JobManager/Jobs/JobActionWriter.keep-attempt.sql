-- Keeps the last attempt of jobs that are about to be retried. $1 the jobs; $2 their owner, null for any.
-- The code is looked for in the error's text: taking JSON apart fails for all of them where one holds an escape that stands for no
-- character. Within a text the quotes would be escaped.
INSERT INTO jobs.attempts (job_id, attempt, worker_id, started_at, finished_at, outcome, error)
SELECT j.id, j.attempt, j.worker_id, j.started_at, j.finished_at,
    CASE WHEN j.state = {JobState.Cancelled} THEN 'cancelled' WHEN j.error::text ~ '"code"\s*:\s*"timeout"' THEN 'timed_out'
        WHEN j.error::text ~ '"code"\s*:\s*"worker_lost"' THEN 'lost' ELSE 'failed' END, j.error
FROM unnest($1) AS r(id) JOIN jobs.jobs j ON j.id = r.id
WHERE j.state IN ({JobState.Failed}, {JobState.Cancelled}) AND j.started_at IS NOT NULL AND ($2::uuid IS NULL OR j.owner_id = $2)
FOR UPDATE OF j
ON CONFLICT DO NOTHING
