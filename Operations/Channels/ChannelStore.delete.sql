-- Removes a channel with its secret; its deliveries stay. $1: id; $2: the current time.
UPDATE operations.channels SET deleted_at = $2, updated_at = $2, enabled = false, secret = NULL, revision = revision + 1
WHERE id = $1 AND deleted_at IS NULL
