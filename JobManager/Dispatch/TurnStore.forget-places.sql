-- Forgets workers that have been silent for long. $1 since when.
DELETE FROM jobs.worker_places WHERE told_at < $1
