-- Adds a revision, and removes those that it makes superfluous: the one before, if the same user or link autosaved both within a short time, and
-- the oldest ones without a name beyond the limit. Returns the documents of those removed. $1: job; $2: number; $3: owner; $4: key of the document;
-- $5: size in bytes; $6: user or link that saved it; $7: time; $8: whether it was autosaved; $9: the earliest begin of autosaves that it may
-- continue; $10: the number of revisions without a name that are kept beside the new one.
WITH continued AS (
    DELETE FROM jobs.saved_revisions
    WHERE job_id = $1 AND number = $2 - 1 AND $8 AND is_autosaved AND saved_by = $6 AND begun_at > $9 AND name IS NULL
    RETURNING object_key, begun_at
), old AS (
    DELETE FROM jobs.saved_revisions
    WHERE job_id = $1 AND number IN (SELECT number FROM jobs.saved_revisions WHERE job_id = $1 AND name IS NULL ORDER BY number DESC OFFSET $10)
    RETURNING object_key
), added AS (
    INSERT INTO jobs.saved_revisions (job_id, number, owner_id, object_key, bytes, saved_by, saved_at, begun_at, is_autosaved)
    VALUES ($1, $2, $3, $4, $5, $6, $7, coalesce((SELECT begun_at FROM continued), $7), $8)
)
SELECT object_key FROM continued UNION ALL SELECT object_key FROM old
