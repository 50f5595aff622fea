-- Makes an incident for alerts that are split off from another. $1: id; $2: the current time; $3: severity; $4: service; $5: title. Returns
-- its number.
INSERT INTO operations.incidents (id, detected_at, updated_at, state, severity, service, title)
VALUES ($1, $2, $2, {IncidentPhase.Detected}, $3, $4, $5)
RETURNING number
