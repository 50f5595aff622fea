-- Sums the size of all revisions of a user, in bytes. $1: user.
SELECT sum(total_bytes)::bigint FROM jobs.revisions WHERE owner_id = $1
