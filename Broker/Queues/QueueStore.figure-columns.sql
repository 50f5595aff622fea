-- A queue's counts and its oldest message, as the columns that the statements of counts (counts.sql) give.
coalesce(c.published, 0)::bigint, coalesce(c.pending, 0)::bigint, coalesce(c.processing, 0)::bigint,
coalesce(c.processed, 0)::bigint, coalesce(c.failed, 0)::bigint, coalesce(c.kept, 0)::bigint, o.created_at
