-- Selects all queues. The code puts the columns (columns.sql) in front.
FROM broker.queues q WHERE q.deleted_at IS NULL
