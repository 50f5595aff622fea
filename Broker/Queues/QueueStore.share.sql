-- Sets the rights of a user to a queue. $1: queue; $2: the current time; $3: user; $4: rights as bits.
WITH share AS (INSERT INTO broker.queue_rights AS r (queue_id, user_id, rights, granted_at) VALUES ($1, $3, $4, $2)
ON CONFLICT (queue_id, user_id) DO UPDATE SET rights = excluded.rights, granted_at = excluded.granted_at)
UPDATE broker.queues SET updated_at = greatest($2, updated_at + interval '1 microsecond') WHERE id = $1 AND deleted_at IS NULL RETURNING id
