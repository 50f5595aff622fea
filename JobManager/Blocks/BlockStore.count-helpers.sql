-- Counts the slots of workers on other processors than those of some workers. $1: workers; $2: the interval before the latest report of any
-- worker in which a worker must have reported.
SELECT w.worker_id, coalesce(sum(p.places), 0)::integer
FROM jobs.worker_places w
LEFT JOIN jobs.worker_places p ON p.processors <> w.processors AND p.told_at > (SELECT max(told_at) FROM jobs.worker_places) - $2
WHERE w.worker_id = ANY ($1)
GROUP BY w.worker_id
