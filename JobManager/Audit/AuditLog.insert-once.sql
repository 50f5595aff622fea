-- Stores an entry of something that was done elsewhere, and may be told again. $1 its id; $2 now; $3 who acted; $4 what they did; $5 details,
-- null for none.
INSERT INTO jobs.audit (id, at, actor_id, action, detail) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING
