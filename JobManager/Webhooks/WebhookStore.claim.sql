-- Claims due webhooks. $1: the current time; $2: when a webhook is due again if no result of the try is stored; $3: the maximum number of
-- webhooks; $4: owners to skip.
UPDATE jobs.webhooks w SET attempts = w.attempts + 1, next_attempt_at = $2,
    owner_id = COALESCE(w.owner_id, (SELECT j.owner_id FROM jobs.jobs j WHERE j.id = w.job_id))
FROM (SELECT id FROM jobs.webhooks WHERE next_attempt_at <= $1 AND (owner_id IS NULL OR owner_id <> ALL ($4))
    ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED) d
WHERE w.id = d.id
RETURNING w.id, w.job_id, w.owner_id, w.event, w.url, w.secret, w.payload, w.attempts
