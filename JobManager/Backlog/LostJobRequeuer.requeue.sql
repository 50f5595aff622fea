-- Queues lost jobs again in a new attempt, unless they are in the outbox. Arrays with one element per job: $1: jobs; $3: lost attempts. $2:
-- the current time.
-- The code appends the returned columns, which all statements that queue jobs share.
UPDATE jobs.jobs j SET attempt = j.attempt + 1, shelf = {JobIndex.Live}, queued_at = $2, version = j.version + 1
FROM (SELECT l.id FROM jobs.jobs l JOIN unnest($1, $3) AS r(id, attempt) ON l.id = r.id
    WHERE l.state = {JobState.Queued} AND l.attempt = r.attempt FOR UPDATE OF l SKIP LOCKED) r
WHERE j.id = r.id AND j.state = {JobState.Queued}
    AND NOT EXISTS (SELECT FROM jobs.dispatch_batches b WHERE j.id = ANY (b.job_ids))
