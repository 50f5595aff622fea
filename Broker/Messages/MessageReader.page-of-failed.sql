-- Selects a page of dead letters, newest first. The code puts the columns in front. $1: queue; $2: the upper bound of ids (exclusive); $3:
-- the maximum number of messages. Null for any: $4: reason; $5: group; $6: earliest and $7: latest failure time (exclusive), in
-- microseconds since 1970.
FROM broker.messages
WHERE queue_id = $1 AND id < $2 AND phase = {Phase.Failed}
    AND ($4::text IS NULL OR normalize(failure, NFC) = $4) AND ($5::text IS NULL OR group_key = $5)
    AND ($6::bigint IS NULL OR rank >= $6) AND ($7::bigint IS NULL OR rank < $7)
ORDER BY id DESC LIMIT $3
