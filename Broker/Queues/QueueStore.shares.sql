-- Reads the users with rights to a queue, in the order in which they got them. $1: queue.
SELECT user_id, rights, granted_at FROM broker.queue_rights WHERE queue_id = $1 ORDER BY granted_at, user_id
