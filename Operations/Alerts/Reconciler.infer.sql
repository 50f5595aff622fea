-- Ends an alert that Alertmanager knows no more. $1: fingerprint; $2: when it began; $3: the current time; $4: the time before which it was
-- last told of.
UPDATE operations.alerts SET ends_at = greatest(starts_at, $3), inferred = true
WHERE fingerprint = $1 AND starts_at = $2 AND ends_at IS NULL AND received_at < $4
RETURNING incident_id
