-- Bytes of all revisions of a user. $1 the user.
SELECT sum(total_bytes)::bigint FROM jobs.revisions WHERE owner_id = $1
