-- Deletes the slots of workers that have been silent for long. $1: the oldest report to keep.
DELETE FROM jobs.worker_places WHERE told_at < $1
