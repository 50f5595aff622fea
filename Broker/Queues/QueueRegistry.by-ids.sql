-- Selects queues by id. The code puts the columns (columns.sql) in front. $1: ids.
FROM broker.queues q WHERE q.id = ANY($1) AND q.deleted_at IS NULL
