-- Takes a user's own rights to a queue away, if there are any. $1 the queue; $2 now; $3 the user.
WITH share AS (DELETE FROM broker.queue_rights WHERE queue_id = $1 AND user_id = $3 RETURNING queue_id)
UPDATE broker.queues SET updated_at = greatest($2, updated_at + interval '1 microsecond')
WHERE id = (SELECT queue_id FROM share) AND deleted_at IS NULL RETURNING id
