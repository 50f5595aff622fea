-- Schedules the next try. $1: webhook; $2: when it is due.
UPDATE jobs.webhooks SET next_attempt_at = $2 WHERE id = $1
