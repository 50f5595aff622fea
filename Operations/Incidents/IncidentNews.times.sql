-- Reads when an incident was detected and when it was resolved. $1: incident.
SELECT detected_at, resolved_at FROM operations.incidents WHERE id = $1
