-- Takes locks of groups, in the order of the array: that of the keys. A statement of its own, so that the next one sees what it waited for. $1
-- the keys.
SELECT pg_advisory_xact_lock(k) FROM unnest($1) AS k
