-- Takes the lock of turns until the transaction ends.
SELECT pg_advisory_xact_lock({JobLock.Turns})
