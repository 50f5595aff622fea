-- Carries granted permits over to the next attempt of jobs that are published again. $1: jobs; $2: the current time.
UPDATE jobs.turns t SET attempt = j.attempt, given_at = $2
FROM unnest($1) AS k(id) JOIN jobs.jobs j ON j.id = k.id
WHERE t.job_id = k.id AND t.given_at IS NOT NULL AND t.attempt = j.attempt - 1
RETURNING t.job_id
