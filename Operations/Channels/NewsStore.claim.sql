-- Claims messages that are due. $1: the current time; $2: when one is due again if no result of the try is stored; $3: the maximum number.
WITH due AS (
    SELECT id FROM operations.notifications WHERE next_attempt_at <= $1 ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED
), claimed AS (
    UPDATE operations.notifications n SET attempts = n.attempts + 1, next_attempt_at = $2 FROM due WHERE n.id = due.id
    RETURNING n.id, n.attempts, n.kind, n.channel_id, n.incident_id
)
SELECT n.id, n.attempts, n.kind, c.id, c.kind, c.address, c.recipient, c.secret, c.quiet_from, c.quiet_to, c.time_zone,
    i.number, i.title, i.service, i.severity, i.state, i.detected_at
FROM claimed n JOIN operations.channels c ON c.id = n.channel_id LEFT JOIN operations.incidents i ON i.id = n.incident_id
