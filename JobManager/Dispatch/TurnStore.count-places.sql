-- How many places workers have. $1 how long before the last word of any worker a worker may have fallen silent and still counts.
-- Counted back from the last word of any worker: while none can be heard, what they said last is as good as it gets.
SELECT coalesce(sum(places), 0)::integer FROM jobs.worker_places
WHERE told_at > (SELECT max(told_at) FROM jobs.worker_places) - $1
