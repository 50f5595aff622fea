-- Moves all alerts of an incident to another, where no other alert moves them again. $1: the incident; $2: the other.
UPDATE operations.alerts SET incident_id = $2, pinned = true WHERE incident_id = $1
