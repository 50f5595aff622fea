-- Selects the two latest deployments of a service, the newest first. The code puts the columns in front. $1: the service.
FROM operations.deployments d WHERE d.service = $1 ORDER BY d.started_at DESC, d.number DESC LIMIT 2
