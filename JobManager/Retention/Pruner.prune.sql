-- Deletes those of a page of jobs that ended long ago. $1 after this id; $2 before this id; $3 jobs of a page; $4 of succeeded and cancelled
-- jobs those that ended before; $5 of failed ones those that ended before.
WITH page AS (SELECT id, state, finished_at FROM jobs.jobs WHERE id > $1 AND id < $2 ORDER BY id LIMIT $3),
pruned AS (
    DELETE FROM jobs.jobs j USING (
        SELECT l.id FROM page p JOIN jobs.jobs l ON l.id = p.id
        WHERE (p.state IN ({JobState.Succeeded}, {JobState.Cancelled}) AND p.finished_at < $4) OR (p.state = {JobState.Failed} AND p.finished_at < $5)
        FOR UPDATE OF l SKIP LOCKED) d
    WHERE j.id = d.id AND j.state >= {JobState.Succeeded}
    RETURNING 1)
SELECT (SELECT id FROM page ORDER BY id DESC LIMIT 1), (SELECT count(*) FROM page), (SELECT count(*) FROM pruned)
