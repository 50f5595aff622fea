-- Makes a batch of jobs due. $1 the batch; $2 now; $3 until when it is this replica's; $4 the jobs.
INSERT INTO jobs.dispatch_batches (id, created_at, claimed_until, job_ids) VALUES ($1, $2, $3, $4)
