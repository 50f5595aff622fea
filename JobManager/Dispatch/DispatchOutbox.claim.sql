-- Claims outbox rows whose claim has expired, oldest first. $1: the current time; $2: when the new claim expires; $3: the maximum number of
-- rows; $4: the number of jobs after which no further row is claimed.
UPDATE jobs.dispatch_batches b SET claimed_until = $2
FROM (
    SELECT id, sum(cardinality(job_ids)) OVER (ORDER BY claimed_until, id ROWS UNBOUNDED PRECEDING) - cardinality(job_ids) AS before
    FROM (
        SELECT id, claimed_until, job_ids FROM jobs.dispatch_batches
        WHERE claimed_until < $1 ORDER BY claimed_until LIMIT $3 FOR UPDATE SKIP LOCKED) l) d
WHERE b.id = d.id AND d.before < $4
RETURNING b.id, b.job_ids
