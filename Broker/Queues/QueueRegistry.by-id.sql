-- Selects a queue by id. The code puts the columns (columns.sql) in front. $1: id.
FROM broker.queues q WHERE q.id = $1 AND q.deleted_at IS NULL
