-- Those of some jobs that are queued, each with its turn; what is read of them stands before this. $1 the jobs.
FROM unnest($1) AS d(id) JOIN jobs.jobs j ON j.id = d.id LEFT JOIN jobs.turns t ON t.job_id = j.id AND t.attempt = j.attempt
WHERE j.state = {JobState.Queued}
