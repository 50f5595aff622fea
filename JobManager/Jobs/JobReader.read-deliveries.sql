-- Reads up to 200 tries to deliver a job's webhooks, oldest first. $1: job.
SELECT id, event, attempt, at, status_code, error, duration_ms, next_attempt_at FROM jobs.webhook_deliveries WHERE job_id = $1 ORDER BY id LIMIT 200
