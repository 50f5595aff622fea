-- Counts granted permits by owner.
SELECT owner_id, count(*)::integer FROM jobs.turns WHERE given_at IS NOT NULL GROUP BY owner_id
