-- Takes the locks of groups, in the order of the array, which is sorted by key. It is a separate statement, so that the next one sees what
-- it has waited for. $1: keys.
SELECT pg_advisory_xact_lock(k) FROM unnest($1) AS k
