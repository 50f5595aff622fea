-- Counts an owner's jobs that wait for a permit, by host. $1: the owner.
SELECT owner_id, host, count(*)::integer FROM jobs.turns
WHERE owner_id = $1 AND given_at IS NULL
GROUP BY owner_id, host ORDER BY count(*) DESC, host
