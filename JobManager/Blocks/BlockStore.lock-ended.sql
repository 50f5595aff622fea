-- Locks the blocks that workers have ended, and reads what decides their next stage. Arrays with one element per block: $1: ids; $2: attempts;
-- $3: workers.
SELECT b.id, b.job_id, b.failures, b.attempt, r.worker_id
FROM unnest($1, $2, $3) AS r(id, attempt, worker_id) JOIN jobs.blocks b ON b.id = r.id
WHERE b.attempt = r.attempt AND b.stage = {BlockStage.Running} AND b.worker_id = r.worker_id
ORDER BY b.id
FOR UPDATE OF b
