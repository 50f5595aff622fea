-- Adds news of a published incident. $1: id; $2: incident; $3: the current time; $4: stage; $5: text.
INSERT INTO operations.notice_updates (id, incident_id, at, stage, text) VALUES ($1, $2, $3, $4, $5)
