-- Moves the low-water mark forward. $1 every job with a smaller id is final or has a shelf.
UPDATE jobs.low_water SET id = $1 WHERE id < $1
