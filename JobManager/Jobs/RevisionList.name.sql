-- Names a revision. $1: job; $2: number of the revision; $3: name, null to remove it.
UPDATE jobs.saved_revisions SET name = $3 WHERE job_id = $1 AND number = $2
RETURNING number, object_key, bytes, saved_by, saved_at, name
