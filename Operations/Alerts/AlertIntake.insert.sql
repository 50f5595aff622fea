-- Adds an alert. $1: fingerprint; $2: when it began; $3: when it ended, null while it fires; $4: incident; $5: the current time; $6: severity;
-- $7: service; $8: name; $9: summary; $10: labels; $11: annotations.
INSERT INTO operations.alerts (fingerprint, starts_at, ends_at, incident_id, received_at, severity, service, name, summary, labels, annotations)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
