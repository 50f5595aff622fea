-- Counts a revision of a result, and those no more that are dropped for it. $1 the job; $2 its owner; $3 size in bytes; $4 most revisions that
-- are kept beside the new one.
INSERT INTO jobs.revisions AS r (job_id, owner_id, total_bytes, bytes) VALUES ($1, $2, $3, ARRAY[$3])
ON CONFLICT (job_id) DO UPDATE SET (bytes, total_bytes) = (
    SELECT k.bytes, (SELECT sum(b)::bigint FROM unnest(k.bytes) AS b)
    FROM (SELECT (r.bytes || excluded.bytes)[greatest(1, cardinality(r.bytes) + 2 - $4):] AS bytes) k)
