CREATE TABLE jobs.queues
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
CREATE UNIQUE INDEX queues_name ON jobs.queues (name COLLATE "C") WHERE deleted_at IS NULL;
CREATE INDEX queues_owner ON jobs.queues (owner_id) WHERE deleted_at IS NULL;
CREATE INDEX queues_deleted ON jobs.queues (deleted_at) WHERE deleted_at IS NOT NULL;

-- rights: 1 read, 2 publish, 4 consume; the owner has all of them without a row.
CREATE TABLE jobs.queue_rights
(
    queue_id   integer     NOT NULL REFERENCES jobs.queues ON DELETE CASCADE,
    user_id    uuid        NOT NULL,
    rights     smallint    NOT NULL CHECK (rights BETWEEN 1 AND 7),
    granted_at timestamptz NOT NULL,
    PRIMARY KEY (queue_id, user_id)
);
CREATE INDEX queue_rights_user ON jobs.queue_rights (user_id);

-- Counts of each queue, kept in the transactions that change them. Writers that run at the same time have slots of their own, so
-- that none waits for another's commit; the count is the sum. Queue 0 holds what deleted queues have left.
CREATE TABLE jobs.queue_counts
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

CREATE SEQUENCE jobs.message_ids AS bigint;

-- phase: 0 ready, 1 delivered, 2 delayed, 3 failed, 4 behind another message of its group.
-- rank: of a ready message its place (the negative priority), of a delivered one when it is visible again, of a delayed one when
-- it is due, of a failed one when it failed; times in microseconds since 1970.
-- Acknowledged messages leave the table.
CREATE TABLE jobs.messages
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

CREATE INDEX messages_ready ON jobs.messages (queue_id, rank, id) WHERE phase = 0;
CREATE INDEX messages_due ON jobs.messages (rank) WHERE phase IN (1, 2);
CREATE INDEX messages_failed ON jobs.messages (queue_id, id) WHERE phase = 3;
CREATE INDEX messages_group ON jobs.messages (queue_id, group_key, id) WHERE group_key IS NOT NULL;
CREATE INDEX messages_expiry ON jobs.messages (expires_at) WHERE expires_at IS NOT NULL AND phase IN (0, 2, 4);

-- Acknowledged messages, in partitions of ten minutes that are dropped as wholes.
CREATE TABLE jobs.processed_messages
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
CREATE INDEX processed_messages_queue ON jobs.processed_messages (queue_id, id);

-- Deduplication ids within their window.
CREATE TABLE jobs.message_keys
(
    queue_id         integer     NOT NULL,
    deduplication_id text        NOT NULL,
    message_id       bigint      NOT NULL,
    created_at       timestamptz NOT NULL,
    expires_at       timestamptz NOT NULL,
    PRIMARY KEY (queue_id, deduplication_id)
)
WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 2);
CREATE INDEX message_keys_expiry ON jobs.message_keys (expires_at);
