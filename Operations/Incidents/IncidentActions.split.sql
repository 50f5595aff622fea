-- Moves alerts of an incident to another, where no other alert moves them again. $1: the incident; $2: the other; $3: fingerprints; $4: when
-- they began, in the same order.
UPDATE operations.alerts a SET incident_id = $2, pinned = true
FROM unnest($3, $4) AS n(fingerprint, starts_at)
WHERE a.incident_id = $1 AND a.fingerprint = n.fingerprint AND a.starts_at = n.starts_at
