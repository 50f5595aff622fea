-- Reads the past attempts of a job and, from its own row, the current or last one, oldest first. $1: job.
SELECT attempt, worker_id, started_at, finished_at, outcome, error, NULL::smallint FROM jobs.attempts WHERE job_id = $1
UNION ALL
SELECT attempt, worker_id, started_at, finished_at, NULL, error, state FROM jobs.jobs WHERE id = $1 AND started_at IS NOT NULL
ORDER BY 1
