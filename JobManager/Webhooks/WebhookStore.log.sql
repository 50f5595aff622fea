-- Stores what became of a try. $1 its id; $2 the webhook; $3 number of the try; $4 when it was; $5 status of the answer, null for none; $6 the
-- error, null for none; $7 milliseconds that it took; $8 when it is tried again, null for never.
INSERT INTO jobs.webhook_deliveries (id, job_id, webhook_id, event, attempt, at, status_code, error, duration_ms, next_attempt_at)
SELECT $1, w.job_id, w.id, w.event, $3, $4, $5, $6, $7, $8 FROM jobs.webhooks w WHERE w.id = $2
