-- Counts running jobs by owner, and by the host that they still fetch from. $1: kinds to leave out.
SELECT j.owner_id, f.host, count(*)::integer
FROM jobs.jobs j CROSS JOIN LATERAL (SELECT jobs.media_host(j.input, j.progress) AS host) f
WHERE j.lease_expires_at > '-infinity' AND j.state = {JobState.Running} AND j.kind <> ALL ($1)
GROUP BY j.owner_id, f.host
