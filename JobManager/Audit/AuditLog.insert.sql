-- Stores an entry. $1 its id; $2 now; $3 who acted; $4 what they did; $5 the job, null for several; $6 details, null for none.
INSERT INTO jobs.audit (id, at, actor_id, action, job_id, detail) VALUES ($1, $2, $3, $4, $5, $6)
