-- Deletes up to 5,000 expired deduplication ids. $1: the current time.
WITH d AS MATERIALIZED (
    SELECT queue_id, deduplication_id FROM broker.message_keys WHERE expires_at < $1 ORDER BY expires_at LIMIT 5000 FOR UPDATE SKIP LOCKED)
DELETE FROM broker.message_keys k USING d WHERE k.queue_id = d.queue_id AND k.deduplication_id = d.deduplication_id
