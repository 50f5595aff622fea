-- Sets the end of an alert. $1: fingerprint; $2: when it began; $3: the current time; $4: when it ended, null where it fires again after an
-- end that was inferred.
UPDATE operations.alerts SET received_at = $3, ends_at = $4, inferred = false WHERE fingerprint = $1 AND starts_at = $2
