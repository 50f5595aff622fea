-- Returns whether any job waits for a permit.
SELECT EXISTS (SELECT FROM jobs.turns WHERE given_at IS NULL)
