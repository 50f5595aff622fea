-- A page of dead letters, newest first; what is read of them stands before this. $1 the queue; $2 only smaller ids; $3 most messages. Null for
-- any: $4 why they failed; $5 their group; $6 failed at this time or later and $7 before this, in microseconds since 1970.
FROM broker.messages
WHERE queue_id = $1 AND id < $2 AND phase = {Phase.Failed}
    AND ($4::text IS NULL OR normalize(failure, NFC) = $4) AND ($5::text IS NULL OR group_key = $5)
    AND ($6::bigint IS NULL OR rank >= $6) AND ($7::bigint IS NULL OR rank < $7)
ORDER BY id DESC LIMIT $3
