-- Reads the plan.
SELECT revision, plan::text FROM operations.rota
