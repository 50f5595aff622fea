-- Deletes the blocks that coordinators do not offer any more, unless a worker runs them: they are received, or wanted back. Arrays with one
-- element per offer: $1: jobs; $2: attempts; $3: workers. Arrays with one element per offered block: $4: jobs; $5: indexes of first parts.
DELETE FROM jobs.blocks b
USING unnest($1, $2, $3) AS c(job_id, attempt, worker_id) JOIN jobs.jobs j ON j.id = c.job_id
WHERE b.job_id = j.id AND b.stage <> {BlockStage.Running}
    AND j.attempt = c.attempt AND j.state = {JobState.Running} AND j.worker_id = c.worker_id
    AND NOT EXISTS (SELECT FROM unnest($4, $5) AS o(job_id, number) WHERE o.job_id = b.job_id AND o.number = b.number)
