-- Finds which services have urgent incidents, with how urgent the worst one is.
SELECT service, min(severity) FROM operations.incidents
WHERE state < {IncidentPhase.Resolved} AND severity <= {IncidentPriority.P2} GROUP BY service ORDER BY service LIMIT 200
