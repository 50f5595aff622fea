-- Adds what was not known of a deployment. The code returns the columns. $1: its number; $2: its outcome; $3: when that was known, null while it is
-- watched; $4: the commit, null if nobody said.
UPDATE operations.deployments d SET outcome = $2, decided_at = $3, commit_id = coalesce(d.commit_id, $4) WHERE d.number = $1
