-- Grants workers the leases of the attempts that they have started. Arrays with one element per report: $1: jobs; $2: attempts; $3:
-- workers; $4: start times. $5: when the leases expire.
UPDATE jobs.jobs j SET state = {JobState.Running}, shelf = {JobIndex.Live}, worker_id = r.worker_id, lease_expires_at = $5, version = j.version + 1,
    started_at = CASE WHEN j.state = {JobState.Queued} THEN r.started_at ELSE j.started_at END
FROM unnest($1, $2, $3, $4) AS r(id, attempt, worker_id, started_at)
WHERE j.id = r.id AND j.attempt = r.attempt AND (j.state = {JobState.Queued} OR (j.state = {JobState.Running} AND j.worker_id = r.worker_id))
RETURNING j.id, j.attempt, r.worker_id, j.owner_id, j.version, j.kind
