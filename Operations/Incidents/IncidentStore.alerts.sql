-- Reads the alerts of an incident, the oldest first. $1: incident.
SELECT fingerprint, starts_at, ends_at, inferred, severity, service, name, summary, labels::text, annotations::text
FROM operations.alerts WHERE incident_id = $1 ORDER BY starts_at, fingerprint LIMIT 500
