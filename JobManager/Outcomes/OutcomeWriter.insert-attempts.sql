-- Keeps attempts that others will follow. Arrays, one element an attempt: $1 jobs; $2 attempts; $3 workers; $4 when they started; $5 when they
-- ended; $6 outcomes, as the API names them; $7 errors.
INSERT INTO jobs.attempts (job_id, attempt, worker_id, started_at, finished_at, outcome, error)
SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
