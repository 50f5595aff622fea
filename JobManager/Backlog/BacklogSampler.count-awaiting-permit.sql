-- Jobs that wait for their turn, by priority.
SELECT priority, count(*) FROM jobs.turns WHERE given_at IS NULL GROUP BY priority
