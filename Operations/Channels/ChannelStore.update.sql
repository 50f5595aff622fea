-- Replaces the settings of a channel. $1: id; $2: the current time; $3: name; $4: kind, which must be that of the channel; $5: whether it is
-- used; $6: the least urgent severity that it wants; $7: whether it wants escalations only; $8 and $9: minutes of the day of its quiet hours,
-- null for none; $10: time zone; $11: address; $12: recipient; $13: secret, encrypted, null to keep it; $14: the revision that was read.
UPDATE operations.channels SET updated_at = greatest($2, updated_at), name = $3, enabled = $5, least_severity = $6, escalations_only = $7,
    quiet_from = $8, quiet_to = $9, time_zone = $10, address = $11, recipient = $12, secret = coalesce($13, secret), revision = revision + 1
WHERE id = $1 AND kind = $4 AND revision = $14 AND deleted_at IS NULL
