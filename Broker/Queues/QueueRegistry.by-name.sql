-- Selects a queue by name. The code puts the columns (columns.sql) in front. $1: name.
FROM broker.queues q WHERE q.name = $1 COLLATE "C" AND q.deleted_at IS NULL
