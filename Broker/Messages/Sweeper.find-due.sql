-- Finds the groups of messages whose delay or visibility timeout has ended. $1: the current time in microseconds since 1970; $2: the
-- maximum number of messages.
SELECT queue_id, group_key FROM broker.messages WHERE phase IN ({Phase.Delivered}, {Phase.Delayed}) AND rank <= $1 ORDER BY rank LIMIT $2
