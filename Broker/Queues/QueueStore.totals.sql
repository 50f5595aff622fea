-- Counts the queues and the messages of all queues.
SELECT (SELECT count(*) FROM broker.queues WHERE deleted_at IS NULL),
    coalesce(sum(published), 0)::bigint, coalesce(sum(pending), 0)::bigint, coalesce(sum(processing), 0)::bigint,
    coalesce(sum(processed), 0)::bigint, coalesce(sum(failed), 0)::bigint
FROM broker.queue_counts
