-- Removes all rights of a user to a queue. $1: queue; $2: the current time; $3: user; $4: always 0, because the parameters are those of
-- share.sql.
WITH share AS (DELETE FROM broker.queue_rights WHERE queue_id = $1 AND user_id = $3 AND $4 = 0)
UPDATE broker.queues SET updated_at = greatest($2, updated_at + interval '1 microsecond') WHERE id = $1 AND deleted_at IS NULL RETURNING id
