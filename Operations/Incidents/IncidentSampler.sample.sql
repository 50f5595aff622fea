-- Counts open incidents by severity, and finds the oldest one that was escalated and that nobody has acknowledged.
SELECT count(*) FILTER (WHERE severity = {IncidentPriority.P1}), count(*) FILTER (WHERE severity = {IncidentPriority.P2}),
    count(*) FILTER (WHERE severity = {IncidentPriority.P3}), min(detected_at) FILTER (WHERE state = {IncidentPhase.Detected} AND escalations > 0)
FROM operations.incidents WHERE state < {IncidentPhase.Resolved}
