-- Sums the size of all revisions of a user, in bytes, with those that the version before has saved. $1: user.
SELECT (SELECT coalesce(sum(bytes), 0) FROM jobs.saved_revisions WHERE owner_id = $1)::bigint
    + (SELECT coalesce(sum(total_bytes), 0) FROM jobs.revisions WHERE owner_id = $1)::bigint
