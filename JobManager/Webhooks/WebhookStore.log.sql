-- Stores the result of a try. $1: id; $2: webhook; $3: number of the try; $4: time; $5: status code, null if there was no response; $6:
-- error, null if there was none; $7: duration in milliseconds; $8: when it is tried again, null for never.
INSERT INTO jobs.webhook_deliveries (id, job_id, webhook_id, event, attempt, at, status_code, error, duration_ms, next_attempt_at)
SELECT $1, w.job_id, w.id, w.event, $3, $4, $5, $6, $7, $8 FROM jobs.webhooks w WHERE w.id = $2
