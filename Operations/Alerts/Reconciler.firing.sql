-- Reads the alerts that fire as far as is known, of which nothing was heard for a while. $1: the time before which they were last told of.
SELECT fingerprint, starts_at, incident_id FROM operations.alerts WHERE ends_at IS NULL AND received_at < $1 ORDER BY received_at LIMIT 1000
