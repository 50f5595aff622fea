-- Finds up to 20 queues that are marked as deleted, oldest first. $1: the time before which they were deleted.
SELECT id FROM broker.queues WHERE deleted_at < $1 ORDER BY deleted_at LIMIT 20
