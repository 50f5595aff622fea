-- Deletes old audit entries. $1: the upper bound of ids.
DELETE FROM jobs.audit WHERE id < $1
