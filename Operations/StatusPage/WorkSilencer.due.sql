-- Reads planned work whose silence may have to be made or taken back. $1: since when.
SELECT id, title, text, parts, starts_at, ends_at, ended_at
FROM operations.planned_work WHERE ends_at > $1 ORDER BY ends_at, id LIMIT 200
