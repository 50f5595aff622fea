-- Joins the counts of the alerts of an incident i as a, and the incident that it was merged into as m.
LEFT JOIN LATERAL (
    SELECT count(*) AS alerts, count(*) FILTER (WHERE ends_at IS NULL) AS firing
    FROM operations.alerts WHERE incident_id = i.id) a ON true
LEFT JOIN operations.incidents m ON m.id = i.merged_into
