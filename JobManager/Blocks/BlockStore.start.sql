-- Grants workers the leases of the blocks that they have taken, unless a long job uses their processors. Arrays with one element per block: $1:
-- ids; $2: attempts; $3: workers. $4: when the leases expire; $5: kinds that are not long.
UPDATE jobs.blocks b SET stage = {BlockStage.Running}, worker_id = r.worker_id, expires_at = $4
FROM unnest($1, $2, $3) AS r(id, attempt, worker_id)
WHERE b.id = r.id AND b.attempt = r.attempt
    AND ((b.stage = {BlockStage.Running} AND b.worker_id = r.worker_id)
        OR (b.stage = {BlockStage.Published} AND NOT EXISTS (
            SELECT FROM jobs.jobs j JOIN jobs.worker_places o ON o.worker_id = j.worker_id JOIN jobs.worker_places w ON w.processors = o.processors
            WHERE j.lease_expires_at > '-infinity' AND j.state = {JobState.Running} AND j.kind <> ALL ($5) AND w.worker_id = r.worker_id)))
RETURNING b.id, b.attempt, r.worker_id
