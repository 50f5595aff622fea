-- Moves the alerts of an incident to another, except those that a person has put where they are. $1: the incident; $2: the other.
UPDATE operations.alerts SET incident_id = $2 WHERE incident_id = $1 AND NOT pinned
