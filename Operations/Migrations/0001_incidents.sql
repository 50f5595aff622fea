-- The role that the service's statements run as. Roles are the server's: another database may make it at the same time.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'operations') THEN
        CREATE ROLE operations NOLOGIN;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
END
$$;

DO $$
BEGIN
    IF NOT pg_has_role('operations', 'MEMBER') THEN
        GRANT operations TO CURRENT_USER;
    END IF;
END
$$;

ALTER SCHEMA operations OWNER TO operations;
SET LOCAL ROLE operations;

-- state: 1 detected, 2 acknowledged, 3 identified, 4 fixing, 5 monitoring, 6 resolved. severity: 1 P1, 2 P2, 3 P3.
-- One that was merged into another is resolved and has no alerts; what happened to it stays.
CREATE TABLE operations.incidents
(
    id              uuid        NOT NULL PRIMARY KEY,
    number          bigint      NOT NULL GENERATED ALWAYS AS IDENTITY UNIQUE,
    revision        bigint      NOT NULL DEFAULT 1,
    detected_at     timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    acknowledged_at timestamptz,
    acknowledged_by text        CHECK (length(acknowledged_by) <= 320),
    resolved_at     timestamptz,
    inferred        boolean     NOT NULL DEFAULT false,
    opened_by       uuid,
    merged_into     uuid        REFERENCES operations.incidents,
    state           smallint    NOT NULL CHECK (state BETWEEN 1 AND 6),
    severity        smallint    NOT NULL CHECK (severity BETWEEN 1 AND 3),
    service         text        NOT NULL CHECK (length(service) BETWEEN 1 AND 100),
    title           text        NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    -- Whether a person has chosen them, so that alerts change them no more.
    severity_set    boolean     NOT NULL DEFAULT false,
    title_set       boolean     NOT NULL DEFAULT false,
    -- How often others were told because nobody had acknowledged it, and when that is next.
    escalations     smallint    NOT NULL DEFAULT 0,
    escalate_at     timestamptz,
    CONSTRAINT incidents_resolved CHECK ((state = 6) = (resolved_at IS NOT NULL)),
    CONSTRAINT incidents_merged CHECK (merged_into IS NULL OR (state = 6 AND merged_into <> id))
);
CREATE INDEX incidents_open ON operations.incidents (number) WHERE state < 6;
CREATE INDEX incidents_escalation ON operations.incidents (escalate_at) WHERE escalate_at IS NOT NULL;

-- An alert is one time that a rule fired for one thing: Alertmanager tells of it again and again under the same fingerprint and beginning.
-- pinned: a person has put it into its incident, so that no other alert moves it.
CREATE TABLE operations.alerts
(
    fingerprint text        NOT NULL CHECK (fingerprint ~ '^[0-9a-f]{1,64}$'),
    starts_at   timestamptz NOT NULL,
    ends_at     timestamptz,
    incident_id uuid        NOT NULL REFERENCES operations.incidents,
    received_at timestamptz NOT NULL,
    inferred    boolean     NOT NULL DEFAULT false,
    pinned      boolean     NOT NULL DEFAULT false,
    severity    smallint    NOT NULL CHECK (severity BETWEEN 1 AND 3),
    service     text        NOT NULL CHECK (length(service) BETWEEN 1 AND 100),
    name        text        NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    summary     text        NOT NULL CHECK (length(summary) BETWEEN 1 AND 200),
    labels      jsonb       NOT NULL,
    annotations jsonb       NOT NULL,
    PRIMARY KEY (fingerprint, starts_at),
    CONSTRAINT alerts_end CHECK (ends_at >= starts_at),
    CONSTRAINT alerts_inferred CHECK (NOT inferred OR ends_at IS NOT NULL)
);
CREATE INDEX alerts_incident ON operations.alerts (incident_id);
CREATE INDEX alerts_service ON operations.alerts (service, starts_at);
CREATE INDEX alerts_firing ON operations.alerts (received_at) WHERE ends_at IS NULL;

-- The timeline of incidents. kind: 1 opened, 2 alert fired, 3 alert resolved, 4 state changed, 5 severity changed, 6 note, 7 merged,
-- 8 split, 9 notified, 10 escalated. Without a person it was the service itself.
CREATE TABLE operations.incident_events
(
    id          uuid        NOT NULL PRIMARY KEY,
    incident_id uuid        NOT NULL REFERENCES operations.incidents,
    at          timestamptz NOT NULL,
    kind        smallint    NOT NULL CHECK (kind BETWEEN 1 AND 10),
    state       smallint    CHECK (state BETWEEN 1 AND 6),
    person_id   uuid,
    person      text        CHECK (length(person) <= 320),
    note        text        CHECK (length(note) <= 4000)
);
CREATE INDEX incident_events_incident ON operations.incident_events (incident_id, at, id);
