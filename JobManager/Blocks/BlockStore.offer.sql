-- Stores the blocks that coordinators offer. Arrays with one element per block: $1: jobs; $2: attempts; $3: workers; $4: indexes of first
-- parts; $5: ids. $6: the current time.
INSERT INTO jobs.blocks (id, job_id, owner_id, offered_at, number, stage)
SELECT n.id, j.id, j.owner_id, $6, n.number, {BlockStage.Waiting}
FROM unnest($1, $2, $3, $4, $5) AS n(job_id, attempt, worker_id, number, id) JOIN jobs.jobs j ON j.id = n.job_id
WHERE j.attempt = n.attempt AND j.state = {JobState.Running} AND j.worker_id = n.worker_id
ORDER BY j.id, n.number
ON CONFLICT (job_id, number) DO NOTHING
