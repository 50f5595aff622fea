-- Grants workers the leases of the blocks that they have taken. Arrays with one element per block: $1: ids; $2: attempts; $3: workers. $4: when
-- the leases expire.
UPDATE jobs.blocks b SET stage = {BlockStage.Running}, worker_id = r.worker_id, expires_at = $4
FROM unnest($1, $2, $3) AS r(id, attempt, worker_id)
WHERE b.id = r.id AND b.attempt = r.attempt
    AND (b.stage = {BlockStage.Published} OR (b.stage = {BlockStage.Running} AND b.worker_id = r.worker_id))
RETURNING b.id, b.attempt, r.worker_id
