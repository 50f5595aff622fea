-- Finds jobs that have been queued for long, on the fast path and off it. $1: the time before which they were queued; $2: the maximum
-- number of jobs of each of the two; $3: the upper bound of ids on the fast path.
(SELECT j.id, j.kind, j.priority, j.queued_at, j.attempt FROM jobs.jobs j, jobs.low_water w
    WHERE j.id >= w.id AND j.id < $3 AND j.state = {JobState.Queued} AND j.shelf IS NULL AND j.queued_at < $1 ORDER BY j.id LIMIT $2)
UNION ALL
(SELECT j.id, j.kind, j.priority, coalesce(t.given_at, j.queued_at), j.attempt
    FROM jobs.jobs j LEFT JOIN jobs.turns t ON t.job_id = j.id AND t.attempt = j.attempt
    WHERE j.shelf = {JobIndex.Live} AND j.state = {JobState.Queued} AND j.queued_at < $1 AND (t.job_id IS NULL OR t.given_at < $1) ORDER BY j.id LIMIT $2)
