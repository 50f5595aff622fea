-- Finds the owners of more than half of the queued jobs. $1: the number of all queued jobs; $2: the number of queued short jobs; $3: short
-- kinds.
-- OFFSET 0 keeps the order of ids. Otherwise a planner that sees an empty table may choose the index by owner, which contains all ended
-- jobs.
SELECT w.owner_id, 2 * count(*) > $1, 2 * count(*) FILTER (WHERE w.short) > $2
FROM (
    SELECT owner_id, true AS short FROM jobs.jobs WHERE id >= (SELECT id FROM jobs.low_water) AND state = {JobState.Queued} AND shelf IS NULL
    UNION ALL
    SELECT owner_id, kind = ANY ($3) FROM (
        SELECT owner_id, kind FROM jobs.jobs WHERE shelf = {JobIndex.Live} AND state = {JobState.Queued} ORDER BY id OFFSET 0) s) w
GROUP BY w.owner_id
HAVING 2 * count(*) > $1 OR 2 * count(*) FILTER (WHERE w.short) > $2
