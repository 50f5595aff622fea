-- Waits until no other transaction changes incidents, and keeps others waiting until this one ends.
SELECT pg_advisory_xact_lock({OperationsLock.Incidents})
