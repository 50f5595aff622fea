-- Ends jobs whose attempt has succeeded. Arrays with one element per report: $1: jobs; $2: attempts; $3: workers; $4: start times; $5: end
-- times; $6: results, null if there is none.
UPDATE jobs.jobs j SET state = {JobState.Succeeded}, shelf = NULL, worker_id = r.worker_id, started_at = coalesce(j.started_at, r.started_at),
    finished_at = r.finished_at, lease_expires_at = NULL, checkpoint = NULL, error = NULL, result = r.result, version = j.version + 1
FROM unnest($1, $2, $3, $4, $5, $6) AS r(id, attempt, worker_id, started_at, finished_at, result)
WHERE j.id = r.id AND j.attempt = r.attempt AND (j.state = {JobState.Queued} OR (j.state = {JobState.Running} AND j.worker_id = r.worker_id))
RETURNING j.id, j.attempt, j.owner_id, j.version, j.created_at, j.queued_at, j.started_at, j.finished_at, j.kind, j.priority,
    j.webhook_url IS NOT NULL
