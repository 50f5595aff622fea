-- Stores the slots of workers. Arrays with one element per worker: $1: workers; $2: slots; $4: processors. $3: the current time.
INSERT INTO jobs.worker_places AS p (worker_id, told_at, places, processors)
SELECT n.worker_id, $3, n.places, n.processors FROM unnest($1, $2, $4) AS n(worker_id, places, processors)
ON CONFLICT (worker_id) DO UPDATE SET told_at = excluded.told_at, places = excluded.places, processors = excluded.processors
    WHERE p.told_at < excluded.told_at
