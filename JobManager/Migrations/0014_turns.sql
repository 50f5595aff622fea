-- Jobs of long kinds that are queued: each waits here for its turn, and goes to the broker when it is given one. A row of a job that
-- is no longer queued in that attempt means nothing and is removed by whoever gives turns.
CREATE TABLE jobs.turns
(
    job_id    uuid        NOT NULL PRIMARY KEY REFERENCES jobs.jobs ON DELETE CASCADE,
    owner_id  uuid        NOT NULL,
    queued_at timestamptz NOT NULL,
    given_at  timestamptz,
    attempt   integer     NOT NULL,
    priority  smallint    NOT NULL
)
WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
      autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 50000);

CREATE INDEX turns_waiting ON jobs.turns (owner_id, priority DESC, queued_at, job_id) WHERE given_at IS NULL;
CREATE INDEX turns_given ON jobs.turns (job_id) WHERE given_at IS NOT NULL;

-- How many long jobs each worker runs at a time, as it last said.
CREATE TABLE jobs.worker_places
(
    worker_id text        NOT NULL PRIMARY KEY,
    told_at   timestamptz NOT NULL,
    places    integer     NOT NULL CHECK (places >= 0)
);
