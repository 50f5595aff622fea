-- Queues scheduled jobs that are due, longest due first. $1 now; $2 most jobs.
-- The columns that it returns are added in code: they are those of every statement that queues jobs.
UPDATE jobs.jobs j SET
    state = {JobState.Queued}, shelf = {JobShelf.Live}, attempt = j.attempt + 1,
    queued_at = $1, scheduled_for = NULL, version = j.version + 1
FROM (SELECT id FROM jobs.jobs WHERE scheduled_for <= $1 ORDER BY scheduled_for LIMIT $2 FOR UPDATE SKIP LOCKED) d
WHERE j.id = d.id
