-- Becomes the replica that probes, or stays it, as long as the connection lives; false if another one is.
SELECT pg_try_advisory_lock({OperationsLock.Prober})
