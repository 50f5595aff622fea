SET LOCAL ROLE operations;

-- A deployment is a change of the version of a service. outcome: 1 watched, 2 succeeded, 3 rolled back, 4 gate failed.
CREATE TABLE operations.deployments
(
    id         uuid        NOT NULL PRIMARY KEY,
    number     bigint      NOT NULL GENERATED ALWAYS AS IDENTITY UNIQUE,
    started_at timestamptz NOT NULL,
    decided_at timestamptz,
    outcome    smallint    NOT NULL CHECK (outcome BETWEEN 1 AND 4),
    service    text        NOT NULL CHECK (length(service) BETWEEN 1 AND 100),
    version    text        NOT NULL CHECK (length(version) BETWEEN 1 AND 100),
    commit_id  text        CHECK (length(commit_id) BETWEEN 1 AND 100),
    who        text        NOT NULL CHECK (length(who) BETWEEN 1 AND 320),
    CONSTRAINT deployments_once UNIQUE (service, started_at, version),
    CONSTRAINT deployments_decided CHECK ((outcome = 1) = (decided_at IS NULL))
);
CREATE INDEX deployments_recent ON operations.deployments (started_at);
CREATE INDEX deployments_watched ON operations.deployments (started_at) WHERE outcome = 1;
