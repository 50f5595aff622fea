-- Some queues; what is read of them (columns.sql) stands before this. $1 their ids.
FROM broker.queues q WHERE q.id = ANY($1) AND q.deleted_at IS NULL
