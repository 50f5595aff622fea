-- Counts the jobs that wait for a permit, by priority.
SELECT priority, count(*) FROM jobs.turns WHERE given_at IS NULL GROUP BY priority
