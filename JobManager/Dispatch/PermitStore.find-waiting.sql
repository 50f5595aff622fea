-- Finds the first waiting jobs of each owner. $1: the maximum number of jobs of an owner; $2: hosts whose jobs are left out.
-- It steps from owner to owner along the index, so that an owner with very many waiting jobs does not slow down the search for the others.
WITH RECURSIVE owners AS (
    (SELECT owner_id FROM jobs.turns WHERE given_at IS NULL ORDER BY owner_id LIMIT 1)
    UNION ALL
    SELECT (SELECT t.owner_id FROM jobs.turns t WHERE t.given_at IS NULL AND t.owner_id > o.owner_id ORDER BY t.owner_id LIMIT 1)
    FROM owners o WHERE o.owner_id IS NOT NULL)
SELECT w.job_id, w.owner_id, w.priority, w.queued_at, w.host
FROM owners o CROSS JOIN LATERAL (
    SELECT t.job_id, t.owner_id, t.priority, t.queued_at, t.host FROM jobs.turns t
    WHERE t.owner_id = o.owner_id AND t.given_at IS NULL AND (t.host IS NULL OR t.host <> ALL ($2))
    ORDER BY t.priority DESC, t.queued_at, t.job_id LIMIT $1) w
WHERE o.owner_id IS NOT NULL
