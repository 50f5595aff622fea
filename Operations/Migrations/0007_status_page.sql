SET LOCAL ROLE operations;

-- What the public is told of incidents, in words of its own: no other text of an incident is public. parts: 1 submit, 2 captions, 3 queues,
-- 4 page, 5 API. level: 3 degraded, 4 down. stage: 1 investigating, 2 identified, 3 monitoring, 4 resolved. updates: how many there are.
CREATE TABLE operations.notices
(
    incident_id uuid        NOT NULL PRIMARY KEY REFERENCES operations.incidents,
    begun_at    timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    updates     integer     NOT NULL CHECK (updates BETWEEN 1 AND 200),
    level       smallint    NOT NULL CHECK (level IN (3, 4)),
    stage       smallint    NOT NULL CHECK (stage BETWEEN 1 AND 4),
    parts       smallint[]  NOT NULL CHECK (cardinality(parts) BETWEEN 1 AND 5 AND parts <@ ARRAY [1, 2, 3, 4, 5]::smallint[]),
    title       text        NOT NULL CHECK (length(title) BETWEEN 1 AND 200)
);
CREATE INDEX notices_begun ON operations.notices (begun_at);
CREATE INDEX notices_open ON operations.notices (begun_at) WHERE stage < 4;

CREATE TABLE operations.notice_updates
(
    id          uuid        NOT NULL PRIMARY KEY,
    incident_id uuid        NOT NULL REFERENCES operations.notices,
    at          timestamptz NOT NULL,
    stage       smallint    NOT NULL CHECK (stage BETWEEN 1 AND 4),
    text        text        NOT NULL CHECK (length(text) BETWEEN 1 AND 2000)
);
CREATE INDEX notice_updates_incident ON operations.notice_updates (incident_id, at DESC);

-- How well each part worked on each day in UTC, in minutes. last_minute: the last one that was counted, so that replicas count each once.
CREATE TABLE operations.status_days
(
    day         date        NOT NULL,
    last_minute timestamptz NOT NULL,
    part        smallint    NOT NULL CHECK (part BETWEEN 1 AND 5),
    up          smallint    NOT NULL CHECK (up >= 0),
    maintenance smallint    NOT NULL CHECK (maintenance >= 0),
    degraded    smallint    NOT NULL CHECK (degraded >= 0),
    down        smallint    NOT NULL CHECK (down >= 0),
    PRIMARY KEY (day, part),
    CONSTRAINT status_days_length CHECK (up + maintenance + degraded + down <= 1440)
);
