-- Notes that an alert was heard of. $1: fingerprint; $2: when it began; $3: the current time; $4: annotations.
UPDATE operations.alerts SET received_at = $3, annotations = $4 WHERE fingerprint = $1 AND starts_at = $2
