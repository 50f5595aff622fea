-- Adds webhooks of ended jobs that have one. Arrays with one element per job: $1: jobs; $2: ids of the webhooks. $3: the current time.
-- An error that contains NUL is left out: it would make the whole statement fail, and with it the end of the other jobs.
INSERT INTO jobs.webhooks (id, job_id, owner_id, event, url, secret, payload, created_at, next_attempt_at)
SELECT n.webhook_id, j.id, j.owner_id, e.name, j.webhook_url, j.webhook_secret,
    json_build_object('type', e.name, 'timestamp', $3, 'data', json_strip_nulls(json_build_object(
        'id', j.id, 'kind', j.kind, 'state', e.state, 'title', j.title, 'tags', j.tags, 'attempt', j.attempt,
        'failures', j.failures, 'error', CASE WHEN position('\u0000' IN j.error::text) = 0 THEN j.error END,
        'created_at', j.created_at, 'started_at', j.started_at, 'finished_at', j.finished_at)))::text,
    $3, $3
FROM unnest($1, $2) AS n(job_id, webhook_id)
JOIN jobs.jobs j ON j.id = n.job_id
CROSS JOIN LATERAL (SELECT s.state, 'job.' || s.state AS name FROM (SELECT CASE j.state
    WHEN {JobState.Succeeded} THEN 'succeeded' WHEN {JobState.Failed} THEN 'failed' ELSE 'cancelled' END AS state) s) e
WHERE j.webhook_url IS NOT NULL AND j.state >= {JobState.Succeeded}
