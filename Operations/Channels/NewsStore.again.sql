-- Stores a failed try of a message that is sent again. $1: message; $2: when; $3: status of the answer, null without one; $4: error.
UPDATE operations.notifications SET next_attempt_at = $2, status_code = $3, error = $4 WHERE id = $1 AND outcome = {DeliveryOutcome.Pending}
