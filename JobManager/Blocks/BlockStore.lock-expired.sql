-- Locks the blocks whose time has run out, and reads what decides their next stage. $1: the current time; $2: whether the leases of running ones
-- count; $3: the maximum number of blocks.
SELECT id, job_id, failures, stage
FROM jobs.blocks
WHERE expires_at < $1 AND (stage = {BlockStage.Published} OR $2)
ORDER BY expires_at LIMIT $3
FOR UPDATE SKIP LOCKED
