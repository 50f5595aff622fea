-- Reads the stages of all blocks of running jobs, for their coordinators. $1: jobs.
SELECT j.id, j.attempt, j.worker_id, b.number, b.stage
FROM jobs.jobs j LEFT JOIN jobs.blocks b ON b.job_id = j.id
WHERE j.id = ANY ($1) AND j.state = {JobState.Running}
ORDER BY j.id, b.number
