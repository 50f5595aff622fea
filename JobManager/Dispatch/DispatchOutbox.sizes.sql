-- Finds those of the jobs that are still queued, with the size of their contents in bytes. $1: jobs.
SELECT j.id, octet_length(j.input::text) + coalesce(octet_length(j.checkpoint::text), 0)
FROM unnest($1) AS d(id) JOIN jobs.jobs j ON j.id = d.id
WHERE j.state = {JobState.Queued}
