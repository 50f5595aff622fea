-- Reads what a change of an incident depends on. $1: number.
SELECT id, revision, state, severity, service, merged_into IS NOT NULL FROM operations.incidents WHERE number = $1
