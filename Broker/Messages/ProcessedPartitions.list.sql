-- Lists the partitions of processed messages, oldest first, with their size in bytes.
SELECT c.relname, pg_total_relation_size(c.oid) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent = 'broker.processed_messages'::regclass ORDER BY c.relname
