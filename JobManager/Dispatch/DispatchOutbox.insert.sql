-- Adds an outbox row. $1: id; $2: the current time; $3: when the claim expires; $4: jobs.
INSERT INTO jobs.dispatch_batches (id, created_at, claimed_until, job_ids) VALUES ($1, $2, $3, $4)
