-- All queues; what is read of them (columns.sql) stands before this.
FROM broker.queues q WHERE q.deleted_at IS NULL
