-- Waits until no other deployment is being recorded: what one is depends on the one before.
SELECT pg_advisory_xact_lock({OperationsLock.Deployments})
