-- Queues lost jobs again, in a new attempt, unless they are about to be published. Arrays, one element a job: $1 jobs; $3 the attempts that
-- were lost. $2 now.
-- The columns that it returns are added in code: they are those of every statement that queues jobs.
UPDATE jobs.jobs j SET attempt = j.attempt + 1, shelf = {JobShelf.Live}, queued_at = $2, version = j.version + 1
FROM (SELECT l.id FROM jobs.jobs l JOIN unnest($1, $3) AS r(id, attempt) ON l.id = r.id
    WHERE l.state = {JobState.Queued} AND l.attempt = r.attempt FOR UPDATE OF l SKIP LOCKED) r
WHERE j.id = r.id AND j.state = {JobState.Queued}
    AND NOT EXISTS (SELECT FROM jobs.dispatch_batches b WHERE j.id = ANY (b.job_ids))
