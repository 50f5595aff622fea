-- Queues failed and cancelled jobs again. $1: jobs; $2: the current time; $3: owner, null for any.
-- The code appends the returned columns, which all statements that queue jobs share.
UPDATE jobs.jobs j SET
    state = {JobState.Queued}, shelf = {JobIndex.Live}, attempt = j.attempt + 1,
    failures = 0, rescues = 0, error = NULL, progress = NULL, queued_at = $2, started_at = NULL, finished_at = NULL,
    worker_id = NULL, cancel_requested_at = NULL, version = j.version + 1
FROM unnest($1) AS r(id)
WHERE j.id = r.id AND j.state IN ({JobState.Failed}, {JobState.Cancelled}) AND ($3::uuid IS NULL OR j.owner_id = $3)
