-- Adds queued jobs that have none of the optional columns. Arrays with one element per job: $1: ids; $2: owners; $3: kinds; $4: inputs; $5:
-- priorities; $6: maximum attempts; $7: creation times; $8: trace contexts; $9: request ids.
INSERT INTO jobs.jobs (id, owner_id, kind, input, priority, max_attempts, created_at, queued_at, trace_parent, request_id, state, attempt)
SELECT n.id, n.owner_id, n.kind, n.input, n.priority, n.max_attempts, n.created_at, n.created_at, n.trace_parent, n.request_id, {JobState.Queued}, 1
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
    AS n(id, owner_id, kind, input, priority, max_attempts, created_at, trace_parent, request_id)
