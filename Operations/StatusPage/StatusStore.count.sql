-- Counts a minute for every part, unless it is counted. $1: the minute; $2: parts; $3: how well each works, in the same order.
INSERT INTO operations.status_days AS d (day, last_minute, part, up, maintenance, degraded, down)
SELECT ($1 AT TIME ZONE 'UTC')::date, $1, n.part, (n.level = {StatusLevel.Operational})::integer, (n.level = {StatusLevel.Maintenance})::integer,
    (n.level = {StatusLevel.Degraded})::integer, (n.level = {StatusLevel.Down})::integer
FROM unnest($2, $3) AS n(part, level)
ORDER BY n.part
ON CONFLICT (day, part) DO UPDATE SET
    last_minute = excluded.last_minute, up = d.up + excluded.up, maintenance = d.maintenance + excluded.maintenance,
    degraded = d.degraded + excluded.degraded, down = d.down + excluded.down
WHERE d.last_minute < excluded.last_minute
