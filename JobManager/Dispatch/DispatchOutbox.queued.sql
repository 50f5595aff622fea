-- Finds those of the jobs that are still queued, with their permit. The code puts the columns in front. $1: jobs.
FROM unnest($1) AS d(id) JOIN jobs.jobs j ON j.id = d.id LEFT JOIN jobs.turns t ON t.job_id = j.id AND t.attempt = j.attempt
WHERE j.state = {JobState.Queued}
