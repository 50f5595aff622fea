CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

-- state: 0 scheduled, 1 queued, 2 running, 3 succeeded, 4 failed, 5 cancelled.
-- shelf: null on the straight path (queued once, then succeeded), so that its one update touches no indexed column
-- and stays a heap-only tuple; 1 waiting or running off that path, 2 failed, 3 cancelled.
CREATE TABLE jobs.jobs
(
    id                  uuid        NOT NULL PRIMARY KEY,
    owner_id            uuid        NOT NULL,
    created_at          timestamptz NOT NULL,
    queued_at           timestamptz,
    started_at          timestamptz,
    finished_at         timestamptz,
    scheduled_for       timestamptz,
    lease_expires_at    timestamptz,
    cancel_requested_at timestamptz,
    version             bigint      NOT NULL DEFAULT 1,
    attempt             integer     NOT NULL,
    failures            integer     NOT NULL DEFAULT 0,
    rescues             integer     NOT NULL DEFAULT 0,
    max_attempts        integer     NOT NULL,
    timeout_seconds     integer,
    log_lines           integer     NOT NULL DEFAULT 0,
    log_bytes           integer     NOT NULL DEFAULT 0,
    state               smallint    NOT NULL,
    priority            smallint    NOT NULL,
    shelf               smallint,
    kind                text        NOT NULL,
    input               json        NOT NULL,
    worker_id           text,
    title               text,
    search_text         text,
    tags                text[],
    idempotency_key     text,
    fingerprint         text,
    webhook_url         text,
    webhook_secret      text,
    trace_parent        text,
    request_id          text,
    progress            json,
    checkpoint          json,
    result              json,
    error               json,
    CONSTRAINT jobs_priority CHECK (priority BETWEEN 0 AND 2),
    CONSTRAINT jobs_counts CHECK (attempt >= 0 AND failures >= 0 AND rescues >= 0 AND max_attempts >= 1),
    CONSTRAINT jobs_state CHECK (CASE state
        WHEN 0 THEN scheduled_for IS NOT NULL AND started_at IS NULL AND finished_at IS NULL
            AND lease_expires_at IS NULL AND result IS NULL AND shelf IS NOT DISTINCT FROM 1
        WHEN 1 THEN scheduled_for IS NULL AND queued_at IS NOT NULL AND started_at IS NULL AND finished_at IS NULL
            AND lease_expires_at IS NULL AND result IS NULL AND attempt > 0 AND (shelf IS NULL OR shelf = 1)
        WHEN 2 THEN scheduled_for IS NULL AND queued_at IS NOT NULL AND started_at IS NOT NULL AND finished_at IS NULL
            AND lease_expires_at IS NOT NULL AND worker_id IS NOT NULL AND result IS NULL AND shelf IS NOT DISTINCT FROM 1
        WHEN 3 THEN scheduled_for IS NULL AND started_at IS NOT NULL AND finished_at IS NOT NULL
            AND lease_expires_at IS NULL AND worker_id IS NOT NULL AND error IS NULL AND shelf IS NULL
        WHEN 4 THEN scheduled_for IS NULL AND finished_at IS NOT NULL
            AND lease_expires_at IS NULL AND result IS NULL AND error IS NOT NULL AND shelf IS NOT DISTINCT FROM 2
        WHEN 5 THEN scheduled_for IS NULL AND finished_at IS NOT NULL
            AND lease_expires_at IS NULL AND result IS NULL AND shelf IS NOT DISTINCT FROM 3
        ELSE false END)
)
WITH (
    -- Room on every page for the finished version of each of its rows.
    fillfactor = 50,
    autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_threshold = 20000,
    autovacuum_vacuum_insert_scale_factor = 0.1,
    autovacuum_vacuum_insert_threshold = 200000,
    autovacuum_analyze_scale_factor = 0.02,
    autovacuum_analyze_threshold = 20000,
    autovacuum_vacuum_cost_delay = 2
);

CREATE INDEX jobs_owner ON jobs.jobs (owner_id, id);
CREATE UNIQUE INDEX jobs_idempotency ON jobs.jobs (owner_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX jobs_shelf ON jobs.jobs (shelf, id) WHERE shelf IS NOT NULL;
CREATE INDEX jobs_owner_shelf ON jobs.jobs (owner_id, shelf, id) WHERE shelf IS NOT NULL;
CREATE INDEX jobs_due ON jobs.jobs (scheduled_for) WHERE scheduled_for IS NOT NULL;
CREATE INDEX jobs_lease ON jobs.jobs (lease_expires_at) WHERE lease_expires_at IS NOT NULL;
CREATE INDEX jobs_search ON jobs.jobs USING gin (search_text public.gin_trgm_ops) WHERE search_text IS NOT NULL;
CREATE INDEX jobs_tags ON jobs.jobs USING gin (tags) WHERE tags IS NOT NULL;

-- Attempts that ended while their job went on; the current or last one stands in the job's own row.
CREATE TABLE jobs.attempts
(
    job_id      uuid        NOT NULL REFERENCES jobs.jobs ON DELETE CASCADE,
    attempt     integer     NOT NULL,
    worker_id   text,
    started_at  timestamptz,
    finished_at timestamptz NOT NULL,
    outcome     text        NOT NULL
        CHECK (outcome IN ('succeeded', 'failed', 'cancelled', 'released', 'timed_out', 'lost')),
    error       json,
    PRIMARY KEY (job_id, attempt)
);

CREATE TABLE jobs.log_lines
(
    job_id   uuid        NOT NULL REFERENCES jobs.jobs ON DELETE CASCADE,
    sequence bigint      NOT NULL,
    attempt  integer     NOT NULL,
    time     timestamptz NOT NULL,
    level    text        NOT NULL CHECK (level IN ('info', 'warning', 'error')),
    message  text        NOT NULL,
    PRIMARY KEY (job_id, sequence)
);

-- One row for each commit that made jobs due, gone once the broker has confirmed all of them.
CREATE TABLE jobs.dispatch_batches
(
    id            uuid        NOT NULL PRIMARY KEY,
    created_at    timestamptz NOT NULL,
    claimed_until timestamptz NOT NULL,
    job_ids       uuid[]      NOT NULL
)
WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
      autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 50000);

CREATE INDEX dispatch_batches_claim ON jobs.dispatch_batches (claimed_until);

-- Every job below the mark is final or has a shelf: what is still queued on the straight path lies above it.
CREATE TABLE jobs.low_water
(
    only_row boolean NOT NULL PRIMARY KEY DEFAULT true CHECK (only_row),
    id       uuid    NOT NULL
);
INSERT INTO jobs.low_water (id) VALUES ('00000000-0000-0000-0000-000000000000');

CREATE TABLE jobs.webhooks
(
    id              uuid        NOT NULL PRIMARY KEY,
    job_id          uuid        NOT NULL REFERENCES jobs.jobs ON DELETE CASCADE,
    event           text        NOT NULL,
    url             text        NOT NULL,
    secret          text        NOT NULL,
    payload         text        NOT NULL,
    attempts        integer     NOT NULL DEFAULT 0,
    created_at      timestamptz NOT NULL,
    next_attempt_at timestamptz NOT NULL
);
CREATE INDEX webhooks_due ON jobs.webhooks (next_attempt_at);
CREATE INDEX webhooks_job ON jobs.webhooks (job_id);

CREATE TABLE jobs.webhook_deliveries
(
    id              uuid             NOT NULL PRIMARY KEY,
    job_id          uuid             NOT NULL REFERENCES jobs.jobs ON DELETE CASCADE,
    webhook_id      uuid             NOT NULL,
    event           text             NOT NULL,
    attempt         integer          NOT NULL,
    at              timestamptz      NOT NULL,
    status_code     integer,
    error           text,
    duration_ms     double precision NOT NULL,
    next_attempt_at timestamptz
);
CREATE INDEX webhook_deliveries_job ON jobs.webhook_deliveries (job_id, id);

-- Who did what to whose job; outlives the jobs.
CREATE TABLE jobs.audit
(
    id       uuid        NOT NULL PRIMARY KEY,
    at       timestamptz NOT NULL,
    actor_id uuid        NOT NULL,
    action   text        NOT NULL,
    job_id   uuid,
    detail   json
);
