-- Deletes old entries of the audit. $1 before this id.
DELETE FROM jobs.audit WHERE id < $1
