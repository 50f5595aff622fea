-- Deletes published outbox rows. $1: their ids.
DELETE FROM jobs.dispatch_batches b USING unnest($1) AS d(id) WHERE b.id = d.id
