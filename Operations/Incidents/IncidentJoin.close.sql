-- Ends an incident that was merged into another, unless alerts are left in it. $1: the incident; $2: the other; $3: the current time. Returns
-- whether it was open until then.
UPDATE operations.incidents i SET state = {IncidentPhase.Resolved}, resolved_at = coalesce(i.resolved_at, $3), merged_into = $2, escalate_at = NULL,
    revision = i.revision + 1, updated_at = greatest($3, i.updated_at)
FROM (SELECT id, state FROM operations.incidents WHERE id = $1 FOR UPDATE) b
WHERE i.id = b.id AND NOT EXISTS (SELECT FROM operations.alerts WHERE incident_id = $1)
RETURNING b.state <> {IncidentPhase.Resolved}
