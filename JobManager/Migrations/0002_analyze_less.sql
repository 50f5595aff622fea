-- The plans of the hot paths are pinned and the searches' hardly move with the newest rows: statistics need not follow each
-- 2 % of growth, which cost 4 % of the server's time under a bulk load.
ALTER TABLE jobs.jobs SET (autovacuum_analyze_scale_factor = 0.1, autovacuum_analyze_threshold = 100000);
