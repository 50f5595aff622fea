-- Changes an incident; null leaves a value as it is. $1: incident; $2: the current time; $3: state; $4: severity; $5: title; $6: the person's
-- name; $7 and $8: how long an incident of severity P1 or P2 may wait for somebody to acknowledge it.
WITH chosen AS (
    SELECT coalesce($3, state) AS state, coalesce($4, severity) AS severity FROM operations.incidents WHERE id = $1
)
UPDATE operations.incidents i SET
    revision = i.revision + 1,
    updated_at = greatest($2, i.updated_at),
    state = c.state,
    severity = c.severity,
    severity_set = i.severity_set OR $4 IS NOT NULL,
    title = coalesce($5, i.title),
    title_set = i.title_set OR $5 IS NOT NULL,
    acknowledged_at = CASE WHEN c.state > {IncidentPhase.Detected} THEN coalesce(i.acknowledged_at, $2) ELSE i.acknowledged_at END,
    acknowledged_by = CASE WHEN c.state > {IncidentPhase.Detected} AND i.acknowledged_at IS NULL THEN $6 ELSE i.acknowledged_by END,
    resolved_at = CASE WHEN c.state = {IncidentPhase.Resolved} THEN coalesce(i.resolved_at, $2) END,
    escalate_at = CASE
        WHEN c.state <> {IncidentPhase.Detected} THEN NULL
        WHEN i.state = {IncidentPhase.Detected} AND i.severity = c.severity AND (i.escalate_at IS NOT NULL OR i.escalations > 0) THEN i.escalate_at
        WHEN c.severity = {IncidentPriority.P1} THEN $2 + $7::interval
        WHEN c.severity = {IncidentPriority.P2} THEN $2 + $8::interval
    END
FROM chosen c WHERE i.id = $1
