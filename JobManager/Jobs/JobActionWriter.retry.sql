-- Queues failed and cancelled jobs again. $1 the jobs; $2 now; $3 their owner, null for any.
-- The columns that it returns are added in code: they are those of every statement that queues jobs.
UPDATE jobs.jobs j SET
    state = {JobState.Queued}, shelf = {JobShelf.Live}, attempt = j.attempt + 1,
    failures = 0, rescues = 0, error = NULL, progress = NULL, queued_at = $2, started_at = NULL, finished_at = NULL,
    worker_id = NULL, cancel_requested_at = NULL, version = j.version + 1
FROM unnest($1) AS r(id)
WHERE j.id = r.id AND j.state IN ({JobState.Failed}, {JobState.Cancelled}) AND ($3::uuid IS NULL OR j.owner_id = $3)
