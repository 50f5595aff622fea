-- Deletes the requests of jobs that were not granted a permit just now. $1: jobs; $2: the time that the grant used.
DELETE FROM jobs.turns t USING unnest($1) AS d(id) WHERE t.job_id = d.id AND t.given_at IS DISTINCT FROM $2
