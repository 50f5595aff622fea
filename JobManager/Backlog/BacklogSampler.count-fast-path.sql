-- Counts what is queued on the straight path, and finds the first of it.
-- One pass over the few seconds of jobs above the mark, most of which are final.
WITH mark AS (SELECT id FROM jobs.low_water),
queued AS MATERIALIZED (
    SELECT id, queued_at FROM jobs.jobs WHERE id >= (SELECT id FROM mark) AND state = {JobState.Queued} AND shelf IS NULL)
SELECT (SELECT count(*) FROM queued), first.id, first.queued_at
FROM mark LEFT JOIN LATERAL (SELECT id, queued_at FROM queued ORDER BY id LIMIT 1) first ON true
