-- Deletes the blocks of jobs that have ended, or wait for a later attempt, and returns those that a worker runs.
DELETE FROM jobs.blocks b
WHERE NOT EXISTS (SELECT FROM jobs.jobs j WHERE j.id = b.job_id AND j.state IN ({JobState.Queued}, {JobState.Running}))
RETURNING b.id, b.attempt, b.worker_id
