-- Opens an incident by hand. $1: id; $2: the current time; $3: severity; $4: service; $5: title; $6: the person's id. Returns its number.
INSERT INTO operations.incidents (id, detected_at, updated_at, state, severity, service, title, severity_set, title_set, opened_by)
VALUES ($1, $2, $2, {IncidentPhase.Detected}, $3, $4, $5, true, true, $6)
RETURNING number
