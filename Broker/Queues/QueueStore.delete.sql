-- Marks a queue as deleted; its messages are deleted later. $1: queue; $2: the current time.
UPDATE broker.queues SET deleted_at = $2 WHERE id = $1 AND deleted_at IS NULL RETURNING id
