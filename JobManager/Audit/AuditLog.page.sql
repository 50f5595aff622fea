-- A page of entries, newest first. $1 most entries; $2 only older ones than this, null for the newest.
SELECT id, at, actor_id, action, job_id, detail FROM jobs.audit WHERE $2::uuid IS NULL OR id < $2 ORDER BY id DESC LIMIT $1
