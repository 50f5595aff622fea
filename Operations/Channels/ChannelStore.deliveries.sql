-- Reads a page of deliveries, newest first. $1: channel, null for all; $2: the delivery after which the page begins, null for the first page;
-- $3: the maximum number.
SELECT n.id, n.channel_id, c.name, i.number, n.kind, n.outcome, n.attempts, n.status_code, n.error, n.created_at, n.ended_at
FROM operations.notifications n
JOIN operations.channels c ON c.id = n.channel_id
LEFT JOIN operations.incidents i ON i.id = n.incident_id
WHERE ($1::uuid IS NULL OR n.channel_id = $1)
    AND ($2::uuid IS NULL OR (n.created_at, n.id) < (SELECT b.created_at, b.id FROM operations.notifications b WHERE b.id = $2))
ORDER BY n.created_at DESC, n.id DESC LIMIT $3
