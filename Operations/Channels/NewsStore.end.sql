-- Stores how a message ended. $1: message; $2: outcome; $3: the current time; $4: status of the answer, null without one; $5: error, null for
-- none.
UPDATE operations.notifications SET outcome = $2, ended_at = $3, next_attempt_at = NULL, status_code = $4, error = $5
WHERE id = $1 AND outcome = {DeliveryOutcome.Pending}
