SET LOCAL ROLE operations;

-- Planned work, which the public is told of and which keeps Alertmanager silent. ended_at: when somebody ended it before its time, or called
-- it off.
CREATE TABLE operations.planned_work
(
    id         uuid        NOT NULL PRIMARY KEY,
    created_at timestamptz NOT NULL,
    starts_at  timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL,
    ended_at   timestamptz,
    parts      smallint[]  NOT NULL CHECK (cardinality(parts) BETWEEN 1 AND 5 AND parts <@ ARRAY [1, 2, 3, 4, 5]::smallint[]),
    title      text        NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    text       text        NOT NULL CHECK (length(text) BETWEEN 1 AND 2000),
    CONSTRAINT planned_work_time CHECK (ends_at > starts_at AND ends_at <= starts_at + interval '7 days')
);
CREATE INDEX planned_work_ends ON operations.planned_work (ends_at);
