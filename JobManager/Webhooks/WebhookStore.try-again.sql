-- Sets when a webhook is tried again. $1 the webhook; $2 when.
UPDATE jobs.webhooks SET next_attempt_at = $2 WHERE id = $1
