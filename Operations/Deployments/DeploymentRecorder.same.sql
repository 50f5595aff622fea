-- Selects a deployment that was recorded already. The code puts the columns in front. $1: the service; $2: its version; $3: when it began to run.
FROM operations.deployments d WHERE d.service = $1 AND d.version = $2 AND d.started_at = $3
