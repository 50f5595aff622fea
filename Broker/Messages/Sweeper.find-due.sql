-- The groups of messages whose delay or visibility has ended. $1 now, in microseconds since 1970; $2 most messages.
SELECT queue_id, group_key FROM broker.messages WHERE phase IN ({Phase.Delivered}, {Phase.Delayed}) AND rank <= $1 ORDER BY rank LIMIT $2
