-- Takes all rights to a queue from a user. $1 the queue; $2 now; $3 the user; $4 no rights (0), as this has the parameters of the statement
-- that gives rights.
WITH share AS (DELETE FROM broker.queue_rights WHERE queue_id = $1 AND user_id = $3 AND $4 = 0)
UPDATE broker.queues SET updated_at = greatest($2, updated_at + interval '1 microsecond') WHERE id = $1 AND deleted_at IS NULL RETURNING id
