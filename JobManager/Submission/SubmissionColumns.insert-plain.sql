-- Stores queued jobs that need none of the columns which most jobs leave empty. Arrays, one element a job: $1 ids; $2 owners; $3 kinds; $4
-- inputs; $5 priorities; $6 most attempts; $7 when they were made; $8 parents of their traces; $9 requests.
INSERT INTO jobs.jobs (id, owner_id, kind, input, priority, max_attempts, created_at, queued_at, trace_parent, request_id, state, attempt)
SELECT n.id, n.owner_id, n.kind, n.input, n.priority, n.max_attempts, n.created_at, n.created_at, n.trace_parent, n.request_id, {JobState.Queued}, 1
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
    AS n(id, owner_id, kind, input, priority, max_attempts, created_at, trace_parent, request_id)
