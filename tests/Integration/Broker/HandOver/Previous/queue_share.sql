-- parameters: integer, timestamptz, uuid, smallint
WITH share AS (INSERT INTO jobs.queue_rights AS r (queue_id, user_id, rights, granted_at) VALUES ($1, $3, $4, $2)
ON CONFLICT (queue_id, user_id) DO UPDATE SET rights = excluded.rights, granted_at = excluded.granted_at)
UPDATE jobs.queues SET updated_at = greatest($2, updated_at + interval '1 microsecond') WHERE id = $1 AND deleted_at IS NULL RETURNING id
