-- Counts an escalation. $1: incident; $2: the current time; $3: when the next one is, null for never.
UPDATE operations.incidents SET escalations = escalations + 1, escalate_at = $3, revision = revision + 1, updated_at = greatest($2, updated_at)
WHERE id = $1
