-- Blocks of recordings that other workers recognise for the one that runs the job. A row is gone when its job has ended, or when that worker
-- has taken the block back. stage: 0 waiting, 1 published, 2 running, 3 done, 4 returned to the worker of the job.
CREATE TABLE IF NOT EXISTS jobs.blocks
(
    id         uuid        NOT NULL PRIMARY KEY,
    job_id     uuid        NOT NULL REFERENCES jobs.jobs ON DELETE CASCADE,
    owner_id   uuid        NOT NULL,
    offered_at timestamptz NOT NULL,
    -- When a published block that nobody has taken is published again, or the lease of a running one ends.
    expires_at timestamptz,
    -- The index of its first part.
    number     integer     NOT NULL CHECK (number >= 0),
    -- Grows with each publication, and fences reports.
    attempt    integer     NOT NULL DEFAULT 0,
    failures   integer     NOT NULL DEFAULT 0 CHECK (failures >= 0),
    stage      smallint    NOT NULL,
    worker_id  text,
    CONSTRAINT blocks_stage CHECK (CASE stage
        WHEN 0 THEN expires_at IS NULL AND worker_id IS NULL
        WHEN 1 THEN expires_at IS NOT NULL AND worker_id IS NULL AND attempt > 0
        WHEN 2 THEN expires_at IS NOT NULL AND worker_id IS NOT NULL AND attempt > 0
        WHEN 3 THEN expires_at IS NULL
        WHEN 4 THEN expires_at IS NULL
        ELSE false END)
)
WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
      autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 50000);

CREATE UNIQUE INDEX IF NOT EXISTS blocks_number ON jobs.blocks (job_id, number);
CREATE INDEX IF NOT EXISTS blocks_expiry ON jobs.blocks (expires_at) WHERE expires_at IS NOT NULL;

-- Workers with the same processors cannot help each other. Null in rows of workers of the version before, which take no blocks.
ALTER TABLE jobs.worker_places ADD COLUMN IF NOT EXISTS processors text;
