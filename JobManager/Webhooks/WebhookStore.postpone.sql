-- Returns a claimed webhook without counting a try. $1: webhook; $2: when it is due.
UPDATE jobs.webhooks SET attempts = attempts - 1, next_attempt_at = $2 WHERE id = $1 AND attempts > 0
