-- Deletes a webhook that was delivered or is dropped. $1: webhook.
DELETE FROM jobs.webhooks WHERE id = $1
