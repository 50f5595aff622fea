-- Deletes old entries of the log. $1: the time before which they ended.
DELETE FROM operations.notifications WHERE id IN (SELECT id FROM operations.notifications WHERE ended_at < $1 LIMIT 1000)
