-- A page of a job's log. $1 the job; $2 only lines with a larger sequence number; $3 most lines.
SELECT sequence, attempt, time, level, message FROM jobs.log_lines WHERE job_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3
