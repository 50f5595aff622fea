-- Of a user's edits one at a time: each sees what those before it took. The job's row is locked by then, and nothing else after it. $1 the
-- user.
SELECT pg_advisory_xact_lock({JobLock.Revisions}, hashtext($1::text))
