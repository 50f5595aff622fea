-- Lists the kept revisions of a job, newest first. $1: job.
SELECT number, object_key, bytes, saved_by, saved_at, name FROM jobs.saved_revisions WHERE job_id = $1 ORDER BY number DESC
