-- Inserts a deployment. The code returns the columns. $1: the id; $2: when it began to run; $3: its outcome; $4: when that was known, null while it
-- is watched; $5: the service; $6: its version; $7: the commit, null if nobody said; $8: who deployed it.
INSERT INTO operations.deployments AS d (id, started_at, outcome, decided_at, service, version, commit_id, who)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
