-- Counts deployments since a moment by their outcome. $1: the moment.
SELECT count(*) FILTER (WHERE outcome = {DeploymentOutcome.Watched}), count(*) FILTER (WHERE outcome = {DeploymentOutcome.Succeeded}),
    count(*) FILTER (WHERE outcome = {DeploymentOutcome.RolledBack}), count(*) FILTER (WHERE outcome = {DeploymentOutcome.GateFailed})
FROM operations.deployments WHERE started_at >= $1
