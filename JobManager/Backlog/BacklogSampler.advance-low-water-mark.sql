-- Advances the low-water mark. $1: the new mark; every job with a smaller id has ended or is in a partial index.
UPDATE jobs.low_water SET id = $1 WHERE id < $1
