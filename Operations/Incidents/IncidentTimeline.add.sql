-- Adds an entry to the timeline of an incident. $1: id; $2: incident; $3: time; $4: kind; $5: the state from then on, null where it is no
-- change of state; $6: the person's id, null for none; $7: the person's name, null for the service itself; $8: the text, null for none.
INSERT INTO operations.incident_events (id, incident_id, at, kind, state, person_id, person, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
