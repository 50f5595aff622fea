-- Announces planned work, unless as much is announced as may be. $1: id; $2: the current time; $3: beginning; $4: end; $5: parts; $6: title;
-- $7: text; $8: the maximum number that has not ended.
INSERT INTO operations.planned_work (id, created_at, starts_at, ends_at, parts, title, text)
SELECT $1, $2, $3, $4, $5, $6, $7
WHERE (SELECT count(*) FROM operations.planned_work WHERE ends_at > $2 AND ended_at IS NULL) < $8
RETURNING id, title, text, parts, starts_at, ends_at, ended_at
