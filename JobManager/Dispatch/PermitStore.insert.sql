-- Adds permit requests for queued jobs. Arrays with one element per job: $1: jobs; $2: attempts.
INSERT INTO jobs.turns AS t (job_id, owner_id, queued_at, attempt, priority, host)
SELECT DISTINCT ON (j.id) j.id, j.owner_id, j.queued_at, j.attempt, j.priority, jobs.media_host(j.input)
FROM unnest($1, $2) AS n(id, attempt) JOIN jobs.jobs j ON j.id = n.id
WHERE j.attempt = n.attempt AND j.state = {JobState.Queued}
ORDER BY j.id
ON CONFLICT (job_id) DO UPDATE
    SET queued_at = excluded.queued_at, given_at = NULL, attempt = excluded.attempt, priority = excluded.priority, host = excluded.host
    WHERE t.attempt < excluded.attempt
