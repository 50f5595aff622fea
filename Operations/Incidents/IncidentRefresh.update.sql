-- Makes an incident what its alerts say. $1: incident; $2: the current time; $3: whether one of them has begun to fire, which opens a resolved
-- incident again; $4 and $5: how long an incident of severity P1 or P2 may wait for somebody to acknowledge it. Returns the state before and
-- after, and the severity after.
WITH told AS (
    SELECT count(*) AS alerts, count(*) FILTER (WHERE ends_at IS NULL) AS firing, min(starts_at) AS first, max(ends_at) AS last,
        min(severity) AS severity, bool_or(inferred) AS inferred, (array_agg(summary ORDER BY starts_at, severity, fingerprint))[1] AS title
    FROM operations.alerts WHERE incident_id = $1
), chosen AS (
    SELECT i.state AS before, t.*,
        CASE WHEN i.severity_set THEN i.severity ELSE coalesce(t.severity, i.severity) END AS urgency,
        CASE
            WHEN $3 AND i.state = {IncidentPhase.Resolved} THEN {IncidentPhase.Detected}
            WHEN t.alerts > 0 AND t.firing = 0 AND i.opened_by IS NULL THEN {IncidentPhase.Resolved}
            ELSE i.state
        END::smallint AS after
    FROM operations.incidents i CROSS JOIN told t WHERE i.id = $1
)
UPDATE operations.incidents i SET
    revision = i.revision + 1,
    updated_at = greatest($2, i.updated_at),
    detected_at = CASE WHEN i.opened_by IS NULL THEN coalesce(c.first, i.detected_at) ELSE least(i.detected_at, c.first) END,
    title = CASE WHEN i.title_set THEN i.title ELSE coalesce(c.title, i.title) END,
    severity = c.urgency,
    state = c.after,
    inferred = coalesce(c.inferred, false),
    resolved_at = CASE WHEN c.after = {IncidentPhase.Resolved} THEN greatest(i.resolved_at, c.last) END,
    escalations = CASE WHEN c.before = {IncidentPhase.Resolved} AND c.after = {IncidentPhase.Detected} THEN 0 ELSE i.escalations END,
    escalate_at = CASE
        WHEN c.after <> {IncidentPhase.Detected} THEN NULL
        WHEN c.before = {IncidentPhase.Detected} AND i.severity = c.urgency AND (i.escalate_at IS NOT NULL OR i.escalations > 0) THEN i.escalate_at
        WHEN c.urgency = {IncidentPriority.P1} THEN $2 + $4::interval
        WHEN c.urgency = {IncidentPriority.P2} THEN $2 + $5::interval
    END
FROM chosen c WHERE i.id = $1
RETURNING c.before, c.after, c.urgency
