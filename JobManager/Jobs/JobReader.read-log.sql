-- Reads a page of a job's log. $1: job; $2: the sequence number after which the page begins; $3: the maximum number of lines.
SELECT sequence, attempt, time, level, message FROM jobs.log_lines WHERE job_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3
