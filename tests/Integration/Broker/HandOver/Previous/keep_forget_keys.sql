-- parameters: timestamptz
WITH d AS MATERIALIZED (
    SELECT queue_id, deduplication_id FROM jobs.message_keys WHERE expires_at < $1 ORDER BY expires_at LIMIT 5000 FOR UPDATE SKIP LOCKED)
DELETE FROM jobs.message_keys k USING d WHERE k.queue_id = d.queue_id AND k.deduplication_id = d.deduplication_id
