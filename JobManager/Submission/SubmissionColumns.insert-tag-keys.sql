-- Stores search keys for tags that are not in Unicode normalisation form C. $1: jobs.
INSERT INTO jobs.tag_keys (job_id, keys)
SELECT j.id, (SELECT array_agg(normalize(tag, NFC)) FROM unnest(j.tags) AS tag)
FROM (SELECT id, tags FROM jobs.jobs WHERE id = ANY ($1) AND tags IS NOT NULL FOR KEY SHARE SKIP LOCKED) AS j
ON CONFLICT DO NOTHING
