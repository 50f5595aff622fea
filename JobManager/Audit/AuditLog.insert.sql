-- Adds an entry. $1: id; $2: the current time; $3: actor; $4: action; $5: job, null for several jobs; $6: details, null if there are none.
INSERT INTO jobs.audit (id, at, actor_id, action, job_id, detail) VALUES ($1, $2, $3, $4, $5, $6)
