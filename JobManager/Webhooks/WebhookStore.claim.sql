-- Takes webhooks that are due. $1 now; $2 when they are due again should nobody tell what became of them; $3 most webhooks; $4 owners of whom
-- none are taken.
UPDATE jobs.webhooks w SET attempts = w.attempts + 1, next_attempt_at = $2,
    owner_id = COALESCE(w.owner_id, (SELECT j.owner_id FROM jobs.jobs j WHERE j.id = w.job_id))
FROM (SELECT id FROM jobs.webhooks WHERE next_attempt_at <= $1 AND (owner_id IS NULL OR owner_id <> ALL ($4))
    ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED) d
WHERE w.id = d.id
RETURNING w.id, w.job_id, w.owner_id, w.event, w.url, w.secret, w.payload, w.attempts
