-- Counts running jobs by owner. $1: kinds to leave out.
SELECT owner_id, count(*)::integer FROM jobs.jobs
WHERE lease_expires_at > '-infinity' AND state = {JobState.Running} AND kind <> ALL ($1)
GROUP BY owner_id
