-- The groups of messages that live too long. $1 now, in microseconds since 1970; $2 most messages.
SELECT queue_id, group_key FROM broker.messages
WHERE expires_at IS NOT NULL AND phase IN ({Phase.Ready}, {Phase.Delayed}, {Phase.Behind}) AND expires_at <= to_timestamp($1 / 1000000.0)
ORDER BY expires_at LIMIT $2
