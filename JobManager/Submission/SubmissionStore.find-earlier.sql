-- Finds the existing jobs that submissions conflict with. Arrays with one element per submission: $1: ids; $2: owners; $3: idempotency
-- keys, null if there is none.
SELECT n.ordinal, j.id, j.owner_id = n.owner_id, j.fingerprint, j.state, j.created_at
FROM unnest($1, $2, $3) WITH ORDINALITY AS n(id, owner_id, key, ordinal)
CROSS JOIN LATERAL (
    (SELECT id, owner_id, fingerprint, state, created_at FROM jobs.jobs WHERE id = n.id)
    UNION ALL
    (SELECT id, owner_id, fingerprint, state, created_at FROM jobs.jobs
        WHERE owner_id = n.owner_id AND idempotency_key = n.key AND n.key IS NOT NULL)
    LIMIT 1) j
