-- Owners of more than half of what is queued. $1 all queued jobs; $2 those of short kinds; $3 the short kinds.
-- In the order of ids (OFFSET 0), or the index by owner would do as well for a planner that sees an empty table, and all that has ended is
-- in it.
SELECT w.owner_id, 2 * count(*) > $1, 2 * count(*) FILTER (WHERE w.short) > $2
FROM (
    SELECT owner_id, true AS short FROM jobs.jobs WHERE id >= (SELECT id FROM jobs.low_water) AND state = {JobState.Queued} AND shelf IS NULL
    UNION ALL
    SELECT owner_id, kind = ANY ($3) FROM (
        SELECT owner_id, kind FROM jobs.jobs WHERE shelf = {JobShelf.Live} AND state = {JobState.Queued} ORDER BY id OFFSET 0) s) w
GROUP BY w.owner_id
HAVING 2 * count(*) > $1 OR 2 * count(*) FILTER (WHERE w.short) > $2
