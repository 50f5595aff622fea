-- Opens an incident for an alert. $1: id; $2: when the alert began; $3: the current time; $4: severity; $5: service; $6: title.
INSERT INTO operations.incidents (id, detected_at, updated_at, state, severity, service, title)
VALUES ($1, $2, $3, {IncidentPhase.Detected}, $4, $5, $6)
