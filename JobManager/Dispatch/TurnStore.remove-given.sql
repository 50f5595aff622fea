-- Removes turns that were given to jobs which are no longer queued, and returns by kind and priority the latest turn that was taken.
-- What was cancelled at the broker was not taken from there.
WITH ended AS (
    DELETE FROM jobs.turns t WHERE t.given_at IS NOT NULL
        AND NOT EXISTS (SELECT FROM jobs.jobs j WHERE j.id = t.job_id AND j.attempt = t.attempt AND j.state = {JobState.Queued})
    RETURNING t.job_id, t.attempt, t.priority, t.given_at)
SELECT j.kind, e.priority, max(e.given_at) FROM ended e JOIN jobs.jobs j ON j.id = e.job_id
WHERE j.attempt = e.attempt AND j.started_at IS NOT NULL AND e.given_at IS NOT NULL
GROUP BY j.kind, e.priority
