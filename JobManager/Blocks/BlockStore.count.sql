-- Counts blocks by owner and stage.
SELECT owner_id, stage, count(*)::integer FROM jobs.blocks GROUP BY owner_id, stage
