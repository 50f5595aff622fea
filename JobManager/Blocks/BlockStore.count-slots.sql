-- Counts the slots of all workers that take blocks. $1: the interval before the latest report of any worker in which a worker must have reported.
SELECT coalesce(sum(places), 0)::integer FROM jobs.worker_places
WHERE processors IS NOT NULL AND told_at > (SELECT max(told_at) FROM jobs.worker_places) - $1
