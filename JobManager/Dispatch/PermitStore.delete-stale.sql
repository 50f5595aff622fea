-- Deletes all rows of jobs that are no longer queued, including jobs that were cancelled while they waited for a permit. It returns the
-- same columns as delete-used.sql and reads the whole table.
WITH ended AS (
    DELETE FROM jobs.turns t WHERE NOT EXISTS (SELECT FROM jobs.jobs j WHERE j.id = t.job_id AND j.attempt = t.attempt AND j.state = {JobState.Queued})
    RETURNING t.job_id, t.attempt, t.priority, t.given_at)
SELECT j.kind, e.priority, max(e.given_at) FROM ended e JOIN jobs.jobs j ON j.id = e.job_id
WHERE j.attempt = e.attempt AND j.started_at IS NOT NULL AND e.given_at IS NOT NULL
GROUP BY j.kind, e.priority
