-- Takes the lock of permits until the transaction ends.
SELECT pg_advisory_xact_lock({JobLock.DispatchPermits})
