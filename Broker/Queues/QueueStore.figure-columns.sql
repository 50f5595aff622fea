-- The columns of the counts of a queue and of its next message, as joined by counts.sql.
coalesce(c.published, 0)::bigint, coalesce(c.pending, 0)::bigint, coalesce(c.processing, 0)::bigint,
coalesce(c.processed, 0)::bigint, coalesce(c.failed, 0)::bigint, coalesce(c.kept, 0)::bigint, o.created_at
