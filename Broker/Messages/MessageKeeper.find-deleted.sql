-- Queues that were deleted, 20 at most, longest ago first. $1 before this time.
SELECT id FROM broker.queues WHERE deleted_at < $1 ORDER BY deleted_at LIMIT 20
