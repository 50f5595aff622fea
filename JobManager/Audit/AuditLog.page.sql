-- Reads a page of entries, newest first. $1: the maximum number of entries; $2: the id before which the page begins, null for the newest.
SELECT id, at, actor_id, action, job_id, detail FROM jobs.audit WHERE $2::uuid IS NULL OR id < $2 ORDER BY id DESC LIMIT $1
