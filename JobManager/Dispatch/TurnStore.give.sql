-- Gives queued jobs their turn. $1 the jobs; $2 now.
-- The columns that it returns are added in code: they are those of every statement that queues jobs.
UPDATE jobs.turns t SET given_at = $2
FROM unnest($1) AS g(id) JOIN jobs.jobs j ON j.id = g.id
WHERE t.job_id = g.id AND j.attempt = t.attempt AND j.state = {JobState.Queued}
