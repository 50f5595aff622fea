-- Returns whether a job was queued lately that waits for a permit; those that wait for longer are held back by limits. $1: since when.
SELECT EXISTS (SELECT FROM jobs.turns WHERE given_at IS NULL AND queued_at > $1)
