-- Serialises the edits of a user, so that each sees the total of those before. The job's row is locked already, and nothing is locked
-- afterwards. $1: user.
SELECT pg_advisory_xact_lock({JobLock.Revisions}, hashtext($1::text))
