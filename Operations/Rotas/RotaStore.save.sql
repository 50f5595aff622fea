-- Stores the plan, unless it has changed since it was read. $1: the revision that was read, 0 for none; $2: the current time; $3: the plan.
INSERT INTO operations.rota AS r (revision, updated_at, plan)
SELECT 1, $2, $3 WHERE $1 = 0 OR EXISTS (SELECT FROM operations.rota)
ON CONFLICT (id) DO UPDATE SET revision = r.revision + 1, updated_at = $2, plan = excluded.plan WHERE r.revision = $1
