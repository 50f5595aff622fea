-- Reads planned work that has not ended long ago, the earliest first. $1: since when.
SELECT id, title, text, parts, starts_at, ends_at, ended_at
FROM operations.planned_work WHERE ends_at > $1 AND (ended_at IS NULL OR ended_at > $1) ORDER BY starts_at, id LIMIT 100
