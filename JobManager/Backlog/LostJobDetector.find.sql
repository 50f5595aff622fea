-- Jobs that have been queued for long, on the straight path and off it. $1 queued before this; $2 most jobs of each sort; $3 on the straight
-- path only smaller ids than this.
(SELECT j.id, j.kind, j.priority, j.queued_at, j.attempt FROM jobs.jobs j, jobs.low_water w
    WHERE j.id >= w.id AND j.id < $3 AND j.state = {JobState.Queued} AND j.shelf IS NULL AND j.queued_at < $1 ORDER BY j.id LIMIT $2)
UNION ALL
(SELECT j.id, j.kind, j.priority, coalesce(t.given_at, j.queued_at), j.attempt
    FROM jobs.jobs j LEFT JOIN jobs.turns t ON t.job_id = j.id AND t.attempt = j.attempt
    WHERE j.shelf = {JobShelf.Live} AND j.state = {JobState.Queued} AND j.queued_at < $1 AND (t.job_id IS NULL OR t.given_at < $1) ORDER BY j.id LIMIT $2)
