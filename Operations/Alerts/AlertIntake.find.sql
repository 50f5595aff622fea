-- Finds an alert. $1: fingerprint; $2: when it began.
SELECT incident_id, ends_at, inferred FROM operations.alerts WHERE fingerprint = $1 AND starts_at = $2
