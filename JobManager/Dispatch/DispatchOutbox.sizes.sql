-- Those of some jobs that are queued, each with the bytes of its contents. $1 the jobs.
SELECT j.id, octet_length(j.input::text) + coalesce(octet_length(j.checkpoint::text), 0)
FROM unnest($1) AS d(id) JOIN jobs.jobs j ON j.id = d.id
WHERE j.state = {JobState.Queued}
