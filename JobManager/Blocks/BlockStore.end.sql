-- Writes the next stage of blocks. Arrays with one element per block: $1: ids; $2: stages; $3: failures.
UPDATE jobs.blocks b SET stage = t.stage, failures = t.failures, expires_at = NULL, worker_id = NULL
FROM unnest($1, $2, $3) AS t(id, stage, failures)
WHERE b.id = t.id
