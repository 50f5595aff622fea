-- Adds a channel, unless there are as many as there may be. $1: id; $2: the current time; $3: name; $4: kind; $5: whether it is used; $6: the
-- least urgent severity that it wants; $7: whether it wants escalations only; $8 and $9: minutes of the day of its quiet hours, null for none;
-- $10: time zone; $11: address; $12: recipient; $13: secret, encrypted; $14: the maximum number of channels.
INSERT INTO operations.channels (id, created_at, updated_at, name, kind, enabled, least_severity, escalations_only, quiet_from, quiet_to, time_zone,
    address, recipient, secret)
SELECT $1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13
WHERE (SELECT count(*) FROM operations.channels WHERE deleted_at IS NULL) < $14
