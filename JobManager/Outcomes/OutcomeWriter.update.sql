-- Writes the next state of jobs whose attempt did not succeed. Arrays with one element per job: $1: jobs; $2: states; $3: partial
-- indexes (column shelf); $4: attempt numbers; $5: failures; $6: rescues; $7: due times, null if queued now or ended; $8: start times; $9:
-- end times, null if not ended; $10: workers; $11: errors. $12: the current time.
-- Returns the columns of queued jobs first. Input and checkpoint, whose size callers choose, are returned only for jobs that are queued
-- again, because only these are dispatched.
UPDATE jobs.jobs j SET state = t.state, shelf = t.shelf, attempt = t.attempt, failures = t.failures, rescues = t.rescues,
    scheduled_for = t.scheduled_for,
    queued_at = CASE WHEN t.state = {JobState.Queued} THEN $12 ELSE j.queued_at END,
    started_at = CASE WHEN t.state < {JobState.Running} THEN NULL ELSE coalesce(j.started_at, t.started_at) END,
    finished_at = t.finished_at,
    worker_id = CASE WHEN t.state < {JobState.Running} THEN NULL ELSE coalesce(j.worker_id, t.worker_id) END,
    lease_expires_at = NULL,
    cancel_requested_at = CASE WHEN t.state < {JobState.Running} THEN NULL ELSE j.cancel_requested_at END,
    progress = CASE WHEN t.state < {JobState.Running} THEN NULL ELSE j.progress END,
    error = t.error, version = j.version + 1
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    AS t(id, state, shelf, attempt, failures, rescues, scheduled_for, started_at, finished_at, worker_id, error)
WHERE j.id = t.id
RETURNING j.id, j.attempt, j.owner_id, j.kind, j.priority, CASE WHEN j.state = {JobState.Queued} THEN j.input ELSE '{}' END,
    CASE WHEN j.state = {JobState.Queued} THEN j.checkpoint END, j.timeout_seconds, j.queued_at, j.trace_parent, j.request_id,
    j.version, j.state, j.created_at, j.started_at, j.finished_at, j.webhook_url IS NOT NULL
