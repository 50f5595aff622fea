-- An owner's creations take turns, so that together they keep to the limit; by a statement of its own, as the next one sees what was committed
-- before it began. $1 the owner.
SELECT pg_advisory_xact_lock(hashtextextended($1::text, 7))
