-- Adds jobs with all columns, except those that exist already. Arrays with one element per job: $1: ids; $2: owners; $3: kinds; $4: inputs;
-- $5: priorities; $6: maximum attempts; $7: creation times; $8: trace contexts; $9: request ids; $10: partial indexes (column shelf); $11:
-- titles; $12: search texts; $13: tags, separated by U+001F; $14: due times, null for immediately; $15: time limits in seconds; $16:
-- idempotency keys; $17: fingerprints; $18: webhook addresses; $19: webhook secrets.
INSERT INTO jobs.jobs (id, owner_id, kind, input, priority, max_attempts, created_at, queued_at, trace_parent, request_id, state, attempt,
    shelf, title, search_text, tags, scheduled_for, timeout_seconds, idempotency_key, fingerprint, webhook_url, webhook_secret)
SELECT n.id, n.owner_id, n.kind, n.input, n.priority, n.max_attempts, n.created_at,
    CASE WHEN n.scheduled_for IS NULL THEN n.created_at END, n.trace_parent, n.request_id,
    CASE WHEN n.scheduled_for IS NULL THEN {JobState.Queued} ELSE {JobState.Scheduled} END, CASE WHEN n.scheduled_for IS NULL THEN 1 ELSE 0 END,
    n.shelf, n.title, n.search_text, string_to_array(n.tags, E'\x1f'), n.scheduled_for, n.timeout_seconds,
    n.idempotency_key, n.fingerprint, n.webhook_url, n.webhook_secret
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
    AS n(id, owner_id, kind, input, priority, max_attempts, created_at, trace_parent, request_id,
        shelf, title, search_text, tags, scheduled_for, timeout_seconds, idempotency_key, fingerprint, webhook_url, webhook_secret)
ON CONFLICT DO NOTHING
RETURNING id
