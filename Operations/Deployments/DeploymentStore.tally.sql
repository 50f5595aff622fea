-- Counts the deployments since a moment that were decided, and those of them that failed. $1: the moment.
SELECT count(*), count(*) FILTER (WHERE outcome IN ({DeploymentOutcome.RolledBack}, {DeploymentOutcome.GateFailed}))
FROM operations.deployments WHERE started_at >= $1 AND outcome <> {DeploymentOutcome.Watched}
