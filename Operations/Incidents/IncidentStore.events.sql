-- Reads the last entries of the timeline of an incident, the oldest first. $1: incident.
SELECT id, at, kind, state, person, note
FROM (SELECT * FROM operations.incident_events WHERE incident_id = $1 ORDER BY at DESC, id DESC LIMIT 500) e
ORDER BY at, id
