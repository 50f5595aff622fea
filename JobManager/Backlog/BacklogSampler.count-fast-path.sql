-- Counts the queued jobs on the fast path and finds the first of them.
-- One pass over the jobs of the last few seconds, above the low-water mark; most of these have ended.
WITH mark AS (SELECT id FROM jobs.low_water),
queued AS MATERIALIZED (
    SELECT id, queued_at FROM jobs.jobs WHERE id >= (SELECT id FROM mark) AND state = {JobState.Queued} AND shelf IS NULL)
SELECT (SELECT count(*) FROM queued), first.id, first.queued_at
FROM mark LEFT JOIN LATERAL (SELECT id, queued_at FROM queued ORDER BY id LIMIT 1) first ON true
