-- Examines a page of jobs in the order of ids and deletes those that ended long ago. $1: the id after which the page begins; $2: the upper
-- bound of ids; $3: the size of the page; $4: the time before which succeeded and cancelled jobs must have ended; $5: the same for failed
-- jobs.
WITH page AS (SELECT id, state, finished_at FROM jobs.jobs WHERE id > $1 AND id < $2 ORDER BY id LIMIT $3),
pruned AS (
    DELETE FROM jobs.jobs j USING (
        SELECT l.id FROM page p JOIN jobs.jobs l ON l.id = p.id
        WHERE (p.state IN ({JobState.Succeeded}, {JobState.Cancelled}) AND p.finished_at < $4) OR (p.state = {JobState.Failed} AND p.finished_at < $5)
        FOR UPDATE OF l SKIP LOCKED) d
    WHERE j.id = d.id AND j.state >= {JobState.Succeeded}
    RETURNING 1)
SELECT (SELECT id FROM page ORDER BY id DESC LIMIT 1), (SELECT count(*) FROM page), (SELECT count(*) FROM pruned)
