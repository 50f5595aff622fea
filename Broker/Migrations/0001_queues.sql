-- The first release whose queues are not JobManager's: JobManager moves its tables here as they are (0016_hand_over_queues.sql), and
-- this file adopts them; on a new database it makes them. Either may come first: a lock of both keeps them apart, and what JobManager
-- still has is waited for, as a lock is.
SELECT pg_advisory_xact_lock(108170552501618);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_class WHERE oid = to_regclass('jobs.queues') AND relkind = 'r') THEN
        RAISE EXCEPTION 'JobManager has not handed its queues over yet' USING ERRCODE = 'lock_not_available';
    END IF;
END
$$;

-- The role that the service's statements run as. Roles are the server's: another database may make it at the same time.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'broker') THEN
        CREATE ROLE broker NOLOGIN;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
END
$$;

DO $$
BEGIN
    IF NOT pg_has_role('broker', 'MEMBER') THEN
        GRANT broker TO CURRENT_USER;
    END IF;
END
$$;

ALTER SCHEMA broker OWNER TO broker;
SET LOCAL ROLE broker;

CREATE TABLE IF NOT EXISTS broker.queues
(
    id                    integer     NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner_id              uuid        NOT NULL,
    created_at            timestamptz NOT NULL,
    updated_at            timestamptz NOT NULL,
    deleted_at            timestamptz,
    paused                boolean     NOT NULL DEFAULT false,
    keep_processed        boolean     NOT NULL,
    visibility_seconds    integer     NOT NULL CHECK (visibility_seconds BETWEEN 1 AND 43200),
    max_deliveries        integer     NOT NULL CHECK (max_deliveries BETWEEN 1 AND 1000),
    delay_seconds         integer     NOT NULL CHECK (delay_seconds BETWEEN 0 AND 604800),
    ttl_seconds           integer     CHECK (ttl_seconds BETWEEN 1 AND 2592000),
    deduplication_seconds integer     NOT NULL CHECK (deduplication_seconds BETWEEN 1 AND 86400),
    max_message_bytes     integer     NOT NULL CHECK (max_message_bytes BETWEEN 1 AND 1048576),
    max_messages          bigint      NOT NULL CHECK (max_messages BETWEEN 1 AND 100000000),
    name                  text        NOT NULL CHECK (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$'),
    description           text
);
CREATE UNIQUE INDEX IF NOT EXISTS queues_name ON broker.queues (name COLLATE "C") WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS queues_owner ON broker.queues (owner_id) WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS queues_deleted ON broker.queues (deleted_at) WHERE deleted_at IS NOT NULL;

-- rights: 1 read, 2 publish, 4 consume; the owner has all of them without a row.
CREATE TABLE IF NOT EXISTS broker.queue_rights
(
    queue_id   integer     NOT NULL REFERENCES broker.queues ON DELETE CASCADE,
    user_id    uuid        NOT NULL,
    rights     smallint    NOT NULL CHECK (rights BETWEEN 1 AND 7),
    granted_at timestamptz NOT NULL,
    PRIMARY KEY (queue_id, user_id)
);
CREATE INDEX IF NOT EXISTS queue_rights_user ON broker.queue_rights (user_id);

-- Counts of each queue, kept in the transactions that change them. Writers that run at the same time have slots of their own, so
-- that none waits for another's commit; the count is the sum. Queue 0 holds what deleted queues have left.
CREATE TABLE IF NOT EXISTS broker.queue_counts
(
    queue_id   integer  NOT NULL,
    slot       smallint NOT NULL,
    published  bigint   NOT NULL DEFAULT 0,
    pending    bigint   NOT NULL DEFAULT 0,
    processing bigint   NOT NULL DEFAULT 0,
    processed  bigint   NOT NULL DEFAULT 0,
    failed     bigint   NOT NULL DEFAULT 0,
    -- Processed messages that can still be read.
    kept       bigint   NOT NULL DEFAULT 0,
    PRIMARY KEY (queue_id, slot)
)
WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- Ids come by functions: on a database that was JobManager's before, theirs is the sequence that it has handed over.
DO $$
BEGIN
    IF to_regprocedure('broker.next_message_id()') IS NULL THEN
        CREATE SEQUENCE broker.message_ids AS bigint;
        CREATE FUNCTION broker.next_message_id() RETURNS bigint LANGUAGE sql RETURN nextval('broker.message_ids');
        CREATE FUNCTION broker.last_message_id() RETURNS bigint LANGUAGE sql RETURN (SELECT last_value FROM broker.message_ids);
    END IF;
END
$$;

-- phase: 0 ready, 1 delivered, 2 delayed, 3 failed, 4 behind another message of its group.
-- rank: of a ready message its place (the negative priority), of a delivered one when it is visible again, of a delayed one when
-- it is due, of a failed one when it failed; times in microseconds since 1970.
-- Acknowledged messages leave the table.
CREATE TABLE IF NOT EXISTS broker.messages
(
    id               bigint      NOT NULL,
    rank             bigint      NOT NULL,
    receipt          bigint,
    created_at       timestamptz NOT NULL,
    delivered_at     timestamptz,
    available_at     timestamptz,
    expires_at       timestamptz,
    queue_id         integer     NOT NULL,
    delivery_count   integer     NOT NULL DEFAULT 0,
    phase            smallint    NOT NULL,
    priority         smallint    NOT NULL DEFAULT 0,
    content_type     smallint    NOT NULL,
    content          bytea       NOT NULL,
    headers          bytea,
    group_key        text,
    deduplication_id text,
    trace_parent     text,
    failure          text,
    PRIMARY KEY (queue_id, id),
    CONSTRAINT messages_phase CHECK (CASE phase
        WHEN 0 THEN rank <= 0 AND receipt IS NULL
        WHEN 1 THEN receipt IS NOT NULL AND delivered_at IS NOT NULL AND delivery_count > 0
        WHEN 2 THEN receipt IS NULL
        WHEN 3 THEN receipt IS NULL AND failure IS NOT NULL
        WHEN 4 THEN receipt IS NULL AND group_key IS NOT NULL
        ELSE false END)
)
WITH (
    autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_threshold = 20000,
    autovacuum_vacuum_insert_scale_factor = 0.1,
    autovacuum_vacuum_insert_threshold = 200000,
    autovacuum_analyze_scale_factor = 0.05,
    autovacuum_analyze_threshold = 50000,
    autovacuum_vacuum_cost_delay = 2,
    toast.autovacuum_vacuum_scale_factor = 0.05,
    toast.autovacuum_vacuum_cost_delay = 2
);

CREATE INDEX IF NOT EXISTS messages_ready ON broker.messages (queue_id, rank, id) WHERE phase = 0;
CREATE INDEX IF NOT EXISTS messages_due ON broker.messages (rank) WHERE phase IN (1, 2);
CREATE INDEX IF NOT EXISTS messages_failed ON broker.messages (queue_id, id) WHERE phase = 3;
CREATE INDEX IF NOT EXISTS messages_group ON broker.messages (queue_id, group_key, id) WHERE group_key IS NOT NULL;
CREATE INDEX IF NOT EXISTS messages_expiry ON broker.messages (expires_at) WHERE expires_at IS NOT NULL AND phase IN (0, 2, 4);

-- Acknowledged messages, in partitions of ten minutes that are dropped as wholes.
CREATE TABLE IF NOT EXISTS broker.processed_messages
(
    id               bigint      NOT NULL,
    receipt          bigint      NOT NULL,
    created_at       timestamptz NOT NULL,
    delivered_at     timestamptz NOT NULL,
    finished_at      timestamptz NOT NULL,
    queue_id         integer     NOT NULL,
    delivery_count   integer     NOT NULL,
    priority         smallint    NOT NULL,
    content_type     smallint    NOT NULL,
    content          bytea       NOT NULL,
    headers          bytea,
    group_key        text,
    deduplication_id text,
    trace_parent     text
)
PARTITION BY RANGE (finished_at);
CREATE INDEX IF NOT EXISTS processed_messages_queue ON broker.processed_messages (queue_id, id);

-- Deduplication ids within their window.
CREATE TABLE IF NOT EXISTS broker.message_keys
(
    queue_id         integer     NOT NULL,
    deduplication_id text        NOT NULL,
    message_id       bigint      NOT NULL,
    created_at       timestamptz NOT NULL,
    expires_at       timestamptz NOT NULL,
    PRIMARY KEY (queue_id, deduplication_id)
)
WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 2);
CREATE INDEX IF NOT EXISTS message_keys_expiry ON broker.message_keys (expires_at);

RESET ROLE;
