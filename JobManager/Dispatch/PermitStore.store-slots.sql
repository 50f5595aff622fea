-- Stores the slots of workers. Arrays with one element per worker: $1: workers; $2: slots. $3: the current time.
INSERT INTO jobs.worker_places AS p (worker_id, told_at, places) SELECT n.worker_id, $3, n.places FROM unnest($1, $2) AS n(worker_id, places)
ON CONFLICT (worker_id) DO UPDATE SET told_at = excluded.told_at, places = excluded.places WHERE p.told_at < excluded.told_at
