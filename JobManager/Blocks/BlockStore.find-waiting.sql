-- Finds the first waiting blocks of each job, those that were offered first before others. $1: the maximum number of blocks of a job.
SELECT w.id, w.owner_id
FROM (
    SELECT id, owner_id, offered_at, number, row_number() OVER (PARTITION BY job_id ORDER BY number) AS place
    FROM jobs.blocks WHERE stage = {BlockStage.Waiting}) w
WHERE w.place <= $1
ORDER BY w.place, w.offered_at, w.number
