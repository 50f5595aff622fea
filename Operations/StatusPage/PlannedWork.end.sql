-- Ends planned work. $1: id; $2: the current time.
UPDATE operations.planned_work SET ended_at = CASE WHEN ends_at > $2 THEN coalesce(ended_at, $2) ELSE ended_at END
WHERE id = $1
RETURNING id, title, text, parts, starts_at, ends_at, ended_at
