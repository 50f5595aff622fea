-- Queues scheduled jobs that are due, in the order of their times. $1: the current time; $2: the maximum number of jobs.
-- The code appends the returned columns, which all statements that queue jobs share.
UPDATE jobs.jobs j SET
    state = {JobState.Queued}, shelf = {JobIndex.Live}, attempt = j.attempt + 1,
    queued_at = $1, scheduled_for = NULL, version = j.version + 1
FROM (SELECT id FROM jobs.jobs WHERE scheduled_for <= $1 ORDER BY scheduled_for LIMIT $2 FOR UPDATE SKIP LOCKED) d
WHERE j.id = d.id
