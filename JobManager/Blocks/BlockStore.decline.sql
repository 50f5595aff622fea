-- Lets published blocks wait again that were not granted to the worker that has taken them. Arrays with one element per block: $1: ids; $2:
-- attempts.
UPDATE jobs.blocks b SET stage = {BlockStage.Waiting}, expires_at = NULL
FROM unnest($1, $2) AS r(id, attempt)
WHERE b.id = r.id AND b.attempt = r.attempt AND b.stage = {BlockStage.Published}
