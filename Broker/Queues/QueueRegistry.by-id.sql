-- A queue; what is read of it (columns.sql) stands before this. $1 its id.
FROM broker.queues q WHERE q.id = $1 AND q.deleted_at IS NULL
