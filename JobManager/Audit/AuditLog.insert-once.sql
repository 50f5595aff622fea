-- Adds an entry about an action of another service, unless it exists already. $1: id; $2: the current time; $3: actor; $4: action; $5:
-- details, null if there are none.
INSERT INTO jobs.audit (id, at, actor_id, action, detail) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING
