-- Counts the named revisions of a job without one of them. $1: job; $2: number of the revision.
SELECT count(*) FROM jobs.saved_revisions WHERE job_id = $1 AND number <> $2 AND name IS NOT NULL
