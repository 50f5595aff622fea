-- Queues news of an incident for every channel that wants it. $1: incident; $2: kind of news; $3: severity; $4: the current time.
INSERT INTO operations.notifications (id, channel_id, incident_id, kind, created_at, next_attempt_at)
SELECT gen_random_uuid(), c.id, $1, $2, $4, $4
FROM operations.channels c
WHERE c.enabled AND c.deleted_at IS NULL AND c.least_severity >= $3 AND (NOT c.escalations_only OR $2 = {NewsKind.Escalated})
