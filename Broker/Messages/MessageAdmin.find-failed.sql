-- Dead letters of a queue, in the order of their ids; how many at most is added in code. $1 the queue; $2 only larger ids; $3 the largest id.
-- Null for any: $4 why they failed; $5 their group; $6 failed at this time or later and $7 before this, in microseconds since 1970.
SELECT id, group_key FROM broker.messages
WHERE queue_id = $1 AND id > $2 AND id <= $3 AND phase = {Phase.Failed}
    AND ($4::text IS NULL OR normalize(failure, NFC) = $4) AND ($5::text IS NULL OR group_key = $5)
    AND ($6::bigint IS NULL OR rank >= $6) AND ($7::bigint IS NULL OR rank < $7)
ORDER BY id
