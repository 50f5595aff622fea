-- Brings what was stored before into the form that texts are compared in; what is shown stays as it was given. One read of the
-- table; no lock is waited for while others are held, so that whoever works on jobs meanwhile cannot end in a deadlock with it.
DO $$
DECLARE
    odd uuid[];
BEGIN
    SELECT array_agg(id) INTO odd FROM jobs.jobs WHERE search_text IS NOT NFC NORMALIZED;
    FOR round IN 1..200 LOOP
        UPDATE jobs.jobs j
        SET search_text = normalize(j.search_text, NFC)
        FROM (SELECT id FROM jobs.jobs WHERE id = ANY (odd) AND search_text IS NOT NFC NORMALIZED FOR NO KEY UPDATE SKIP LOCKED) AS free
        WHERE j.id = free.id;
        EXIT WHEN NOT EXISTS (SELECT FROM jobs.jobs WHERE id = ANY (odd) AND search_text IS NOT NFC NORMALIZED);
        PERFORM pg_sleep(0.05);
    END LOOP;
END
$$;

-- A comma joins with no mark that follows it: the tags together are normalised when each of them is.
INSERT INTO jobs.tag_keys (job_id, keys)
SELECT j.id, (SELECT array_agg(normalize(tag, NFC)) FROM unnest(j.tags) AS tag)
FROM (
    SELECT id, tags
    FROM jobs.jobs
    WHERE tags IS NOT NULL AND array_to_string(tags, ',') IS NOT NFC NORMALIZED
    FOR KEY SHARE SKIP LOCKED) AS j
ON CONFLICT DO NOTHING;
