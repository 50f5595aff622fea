-- The queue of a name; what is read of it (columns.sql) stands before this. $1 the name.
FROM broker.queues q WHERE q.name = $1 COLLATE "C" AND q.deleted_at IS NULL
