-- Publishes waiting blocks. $1: ids; $2: when they are published again if nobody takes them.
UPDATE jobs.blocks b SET stage = {BlockStage.Published}, attempt = b.attempt + 1, expires_at = $2
FROM unnest($1) AS p(id), jobs.jobs j
WHERE b.id = p.id AND b.stage = {BlockStage.Waiting} AND j.id = b.job_id
RETURNING b.id, b.attempt, b.job_id, b.number, b.owner_id, j.trace_parent, j.request_id
