-- Counts the slots of workers whose processors no long job uses. $1: the interval before the latest report of any worker in which a worker must
-- have reported; $2: kinds that are not long.
SELECT coalesce(sum(p.places), 0)::integer FROM jobs.worker_places p
WHERE p.processors IS NOT NULL AND p.told_at > (SELECT max(told_at) FROM jobs.worker_places) - $1
    AND NOT EXISTS (
        SELECT FROM jobs.jobs j JOIN jobs.worker_places b ON b.worker_id = j.worker_id
        WHERE j.lease_expires_at > '-infinity' AND j.state = {JobState.Running} AND j.kind <> ALL ($2) AND b.processors = p.processors)
