-- Stores ended attempts of jobs that have not ended. Arrays with one element per attempt: $1: jobs; $2: attempt numbers; $3: workers; $4:
-- start times; $5: end times; $6: outcomes with the names of the API; $7: errors.
INSERT INTO jobs.attempts (job_id, attempt, worker_id, started_at, finished_at, outcome, error)
SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
