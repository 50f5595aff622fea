-- Takes batches that nobody published in time. $1 now; $2 until when they are this replica's; $3 most batches; $4 no further batch is taken
-- once the others have so many jobs.
UPDATE jobs.dispatch_batches b SET claimed_until = $2
FROM (
    SELECT id, sum(cardinality(job_ids)) OVER (ORDER BY claimed_until, id ROWS UNBOUNDED PRECEDING) - cardinality(job_ids) AS before
    FROM (
        SELECT id, claimed_until, job_ids FROM jobs.dispatch_batches
        WHERE claimed_until < $1 ORDER BY claimed_until LIMIT $3 FOR UPDATE SKIP LOCKED) l) d
WHERE b.id = d.id AND d.before < $4
RETURNING b.id, b.job_ids
