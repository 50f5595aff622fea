-- Finds incidents that nobody has acknowledged in time. $1: the current time.
SELECT id, severity, escalations FROM operations.incidents WHERE escalate_at <= $1 AND state = {IncidentPhase.Detected} ORDER BY escalate_at LIMIT 100
