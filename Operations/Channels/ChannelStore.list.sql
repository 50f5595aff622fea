-- Reads the channels by name.
SELECT id, name, kind, enabled, least_severity, escalations_only, quiet_from, quiet_to, time_zone, address, recipient, secret IS NOT NULL, revision,
    updated_at
FROM operations.channels WHERE deleted_at IS NULL ORDER BY lower(name)
