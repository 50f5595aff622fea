-- Reads what the public is told of incidents that are open or that began lately, the newest first. $1: since when.
SELECT incident_id, title, parts, level, stage, begun_at, updated_at
FROM operations.notices WHERE stage < {StatusStage.Resolved} OR begun_at >= $1 ORDER BY begun_at DESC, incident_id LIMIT 50
