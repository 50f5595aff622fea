-- Stores log lines. Arrays with one element per line: $1: jobs; $2: sequence numbers; $3: attempts; $4: times; $5: levels; $6: messages.
INSERT INTO jobs.log_lines (job_id, sequence, attempt, time, level, message)
SELECT * FROM unnest($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
