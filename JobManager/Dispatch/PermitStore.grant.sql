-- Grants permits to queued jobs. $1: jobs; $2: the current time.
-- The code appends the returned columns, which all statements that queue jobs share.
UPDATE jobs.turns t SET given_at = $2
FROM unnest($1) AS g(id) JOIN jobs.jobs j ON j.id = g.id
WHERE t.job_id = g.id AND j.attempt = t.attempt AND j.state = {JobState.Queued}
