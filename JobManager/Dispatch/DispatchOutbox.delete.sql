-- Deletes batches that are published. $1 the batches.
DELETE FROM jobs.dispatch_batches b USING unnest($1) AS d(id) WHERE b.id = d.id
