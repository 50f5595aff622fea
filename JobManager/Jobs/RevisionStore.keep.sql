-- Adds the size of a revision and removes those of the oldest ones beyond the limit. $1: job; $2: owner; $3: size in bytes; $4: the number
-- of revisions that are kept beside the new one.
INSERT INTO jobs.revisions AS r (job_id, owner_id, total_bytes, bytes) VALUES ($1, $2, $3, ARRAY[$3])
ON CONFLICT (job_id) DO UPDATE SET (bytes, total_bytes) = (
    SELECT k.bytes, (SELECT sum(b)::bigint FROM unnest(k.bytes) AS b)
    FROM (SELECT (r.bytes || excluded.bytes)[greatest(1, cardinality(r.bytes) + 2 - $4):] AS bytes) k)
