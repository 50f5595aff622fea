-- Serialises the creation of queues by an owner, so that together they keep the limit. It is a separate statement, so that the next one
-- sees what was committed before. $1: owner.
SELECT pg_advisory_xact_lock(hashtextextended($1::text, 7))
