-- Counts granted permits by owner, and by the host that their jobs will fetch from.
SELECT owner_id, host, count(*)::integer FROM jobs.turns WHERE given_at IS NOT NULL GROUP BY owner_id, host
