-- The columns of an incident i, and of its alerts a as joined by counts.sql.
i.id, i.number, i.title, i.service, i.severity, i.state, i.detected_at, i.acknowledged_at, i.resolved_at, i.updated_at, i.revision,
coalesce(a.alerts, 0)::integer, coalesce(a.firing, 0)::integer, i.inferred, m.number, i.acknowledged_by, i.opened_by IS NOT NULL
