-- Counts the alerts of an incident. $1: incident.
SELECT count(*)::integer FROM operations.alerts WHERE incident_id = $1
