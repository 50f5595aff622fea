-- Stores progress and checkpoints and counts log lines. Arrays with one element per attempt: $1: jobs; $2: attempts; $3: workers; $4:
-- progress, null if unchanged; $5: checkpoints, null if unchanged; $6: numbers of new log lines; $7: their size in bytes.
UPDATE jobs.jobs j SET progress = coalesce(r.progress, j.progress), checkpoint = coalesce(r.checkpoint, j.checkpoint),
    log_lines = j.log_lines + r.lines, log_bytes = least(j.log_bytes::bigint + r.bytes, 2000000000)::integer, version = j.version + 1
FROM unnest($1, $2, $3, $4, $5, $6, $7) AS r(id, attempt, worker_id, progress, checkpoint, lines, bytes)
WHERE j.id = r.id AND j.attempt = r.attempt AND (j.state = {JobState.Queued} OR (j.state = {JobState.Running} AND j.worker_id = r.worker_id))
RETURNING j.id, j.attempt, j.owner_id, j.version, j.state, j.log_lines - r.lines, j.log_bytes - r.bytes, r.worker_id
