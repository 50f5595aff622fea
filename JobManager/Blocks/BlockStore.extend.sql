-- Extends the leases of blocks whose job has not ended. Arrays with one element per block: $1: ids; $2: attempts; $3: workers. $4: when the leases
-- expire.
UPDATE jobs.blocks b SET expires_at = $4
FROM unnest($1, $2, $3) AS r(id, attempt, worker_id)
WHERE b.id = r.id AND b.attempt = r.attempt AND b.stage = {BlockStage.Running} AND b.worker_id = r.worker_id
    AND EXISTS (SELECT FROM jobs.jobs j WHERE j.id = b.job_id AND j.state IN ({JobState.Queued}, {JobState.Running}))
RETURNING b.id, b.attempt, r.worker_id
