SET LOCAL ROLE operations;

-- How people are told. kind: 1 Slack, 2 e-mail, 3 PagerDuty, 4 SMS, 5 webhook, 6 Teams. least_severity: the least urgent that it wants, 3 for
-- all. address and recipient: where it goes, which may be shown; secret: encrypted, and never shown again. quiet_from and quiet_to: minutes of
-- the day in which only what is most urgent is told.
CREATE TABLE operations.channels
(
    id               uuid        NOT NULL PRIMARY KEY,
    name             text        NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    kind             smallint    NOT NULL CHECK (kind BETWEEN 1 AND 6),
    enabled          boolean     NOT NULL,
    least_severity   smallint    NOT NULL CHECK (least_severity BETWEEN 1 AND 3),
    escalations_only boolean     NOT NULL,
    quiet_from       smallint    CHECK (quiet_from BETWEEN 0 AND 1439),
    quiet_to         smallint    CHECK (quiet_to BETWEEN 0 AND 1439),
    time_zone        text        NOT NULL CHECK (length(time_zone) BETWEEN 1 AND 100),
    address          text        CHECK (length(address) <= 2000),
    recipient        text        CHECK (length(recipient) <= 200),
    secret           bytea       CHECK (length(secret) <= 16384),
    revision         bigint      NOT NULL DEFAULT 1,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    deleted_at       timestamptz,
    CONSTRAINT channels_quiet CHECK ((quiet_from IS NULL) = (quiet_to IS NULL))
);
CREATE UNIQUE INDEX channels_name ON operations.channels (lower(name)) WHERE deleted_at IS NULL;

-- What is to be told, and what became of it: the queue and the log of deliveries in one. kind: 1 opened, 2 acknowledged, 3 resolved,
-- 4 escalated, 5 test. outcome: 0 not yet, 1 delivered, 2 given up.
CREATE TABLE operations.notifications
(
    id              uuid        NOT NULL PRIMARY KEY,
    channel_id      uuid        NOT NULL REFERENCES operations.channels,
    incident_id     uuid        REFERENCES operations.incidents,
    kind            smallint    NOT NULL CHECK (kind BETWEEN 1 AND 5),
    outcome         smallint    NOT NULL DEFAULT 0 CHECK (outcome BETWEEN 0 AND 2),
    attempts        integer     NOT NULL DEFAULT 0,
    status_code     integer,
    created_at      timestamptz NOT NULL,
    next_attempt_at timestamptz,
    ended_at        timestamptz,
    error           text        CHECK (length(error) <= 500),
    CONSTRAINT notifications_incident CHECK ((kind = 5) = (incident_id IS NULL)),
    CONSTRAINT notifications_end CHECK ((outcome = 0) = (next_attempt_at IS NOT NULL) AND (outcome = 0) = (ended_at IS NULL))
);
CREATE INDEX notifications_due ON operations.notifications (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX notifications_channel ON operations.notifications (channel_id, created_at DESC);
CREATE INDEX notifications_incident ON operations.notifications (incident_id) WHERE incident_id IS NOT NULL;
