-- The columns of a queue q, in the order in which QueueRegistry reads them.
q.id, q.name, q.owner_id, q.created_at, q.updated_at, q.paused, q.keep_processed, q.visibility_seconds, q.max_deliveries,
q.delay_seconds, q.ttl_seconds, q.deduplication_seconds, q.max_message_bytes, q.max_messages, q.description,
ARRAY(SELECT r.user_id FROM broker.queue_rights r WHERE r.queue_id = q.id ORDER BY r.user_id),
ARRAY(SELECT r.rights FROM broker.queue_rights r WHERE r.queue_id = q.id ORDER BY r.user_id)
