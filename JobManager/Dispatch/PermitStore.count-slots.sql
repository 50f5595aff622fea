-- Counts the slots of all workers. $1: the interval before the latest report of any worker in which a worker must have reported.
-- The interval is counted back from the latest report: while no worker can be heard, the last known numbers are the best there are.
SELECT coalesce(sum(places), 0)::integer FROM jobs.worker_places
WHERE told_at > (SELECT max(told_at) FROM jobs.worker_places) - $1
