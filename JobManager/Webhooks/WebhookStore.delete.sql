-- Deletes a webhook that was delivered or is given up. $1 the webhook.
DELETE FROM jobs.webhooks WHERE id = $1
