-- Decides deployments after which an urgent alert of the service began within 15 minutes, and those that nothing spoke against for longer. $1: now;
-- $2: until when the latter began to run.
UPDATE operations.deployments d
SET outcome = CASE WHEN w.has_alert THEN {DeploymentOutcome.GateFailed} ELSE {DeploymentOutcome.Succeeded} END, decided_at = $1
FROM (
    SELECT id, EXISTS (
        SELECT FROM operations.alerts a
        WHERE a.service = o.service AND a.severity = {IncidentPriority.P1} AND a.starts_at >= o.started_at
            AND a.starts_at < o.started_at + interval '15 minutes') AS has_alert
    FROM operations.deployments o WHERE o.outcome = {DeploymentOutcome.Watched}) w
WHERE d.id = w.id AND d.outcome = {DeploymentOutcome.Watched} AND (w.has_alert OR d.started_at < $2)
RETURNING d.number
