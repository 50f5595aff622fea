-- Puts a message off without counting a try. $1: message; $2: when it is due.
UPDATE operations.notifications SET attempts = attempts - 1, next_attempt_at = $2
WHERE id = $1 AND outcome = {DeliveryOutcome.Pending} AND attempts > 0
