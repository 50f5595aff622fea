-- Takes a queue away; its messages are deleted later. $1 the queue; $2 now.
UPDATE broker.queues SET deleted_at = $2 WHERE id = $1 AND deleted_at IS NULL RETURNING id
