-- Reads how well the parts worked, the oldest day first. $1: the first day.
SELECT part, day - date '1970-01-01', up, maintenance, degraded, down
FROM operations.status_days WHERE day >= $1 ORDER BY day, part LIMIT 500
