-- Whether any job waits for its turn.
SELECT EXISTS (SELECT FROM jobs.turns WHERE given_at IS NULL)
