-- Finds the groups of messages whose lifetime has ended. $1: the current time in microseconds since 1970; $2: the maximum number of
-- messages.
SELECT queue_id, group_key FROM broker.messages
WHERE expires_at IS NOT NULL AND phase IN ({Phase.Ready}, {Phase.Delayed}, {Phase.Behind}) AND expires_at <= to_timestamp($1 / 1000000.0)
ORDER BY expires_at LIMIT $2
