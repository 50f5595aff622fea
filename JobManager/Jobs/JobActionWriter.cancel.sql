-- Cancels jobs that have not ended; running ones are cancelled by their worker. $1: jobs; $2: the current time; $3: owner, null for any.
UPDATE jobs.jobs j SET
    state = CASE WHEN o.state = {JobState.Running} THEN {JobState.Running} ELSE {JobState.Cancelled} END,
    shelf = CASE WHEN o.state = {JobState.Running} THEN {JobIndex.Live} ELSE {JobIndex.Cancelled} END,
    finished_at = CASE WHEN o.state = {JobState.Running} THEN NULL ELSE $2 END,
    scheduled_for = NULL, cancel_requested_at = $2, version = j.version + 1
FROM (SELECT l.id, l.state FROM unnest($1) AS r(id) JOIN jobs.jobs l ON l.id = r.id
    WHERE l.state < {JobState.Succeeded} AND l.cancel_requested_at IS NULL AND ($3::uuid IS NULL OR l.owner_id = $3) FOR UPDATE OF l) o
WHERE j.id = o.id
RETURNING j.id, j.owner_id, j.version, j.state, j.attempt, o.state, j.worker_id, j.webhook_url IS NOT NULL, j.kind
