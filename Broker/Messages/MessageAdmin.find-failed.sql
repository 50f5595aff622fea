-- Finds dead letters of a queue in the order of ids. The code appends the limit. $1: queue; $2: the id after which to begin; $3: the
-- largest id. Null for any: $4: reason; $5: group; $6: earliest and $7: latest failure time (exclusive), in microseconds since 1970.
SELECT id, group_key FROM broker.messages
WHERE queue_id = $1 AND id > $2 AND id <= $3 AND phase = {Phase.Failed}
    AND ($4::text IS NULL OR normalize(failure, NFC) = $4) AND ($5::text IS NULL OR group_key = $5)
    AND ($6::bigint IS NULL OR rank >= $6) AND ($7::bigint IS NULL OR rank < $7)
ORDER BY id
