-- Removes the turns of those of some jobs that were not given one just now. $1 the jobs; $2 now, as in the statement that gives turns.
DELETE FROM jobs.turns t USING unnest($1) AS d(id) WHERE t.job_id = d.id AND t.given_at IS DISTINCT FROM $2
