-- The kept revisions of captions that edits have made, each with its document in storage; the first one, as recognised, is not among them. They
-- go with their job. Those that the version before has saved are counted in jobs.revisions, where they stay until their job is deleted.
CREATE TABLE IF NOT EXISTS jobs.saved_revisions
(
    job_id       uuid        NOT NULL REFERENCES jobs.jobs ON DELETE CASCADE,
    number       integer     NOT NULL CHECK (number > 0),
    owner_id     uuid        NOT NULL,
    object_key   text        NOT NULL,
    bytes        bigint      NOT NULL CHECK (bytes >= 0),
    saved_by     uuid        NOT NULL,
    saved_at     timestamptz NOT NULL,
    begun_at     timestamptz NOT NULL,
    is_autosaved boolean     NOT NULL,
    name         text        CHECK (char_length(name) BETWEEN 1 AND 100),
    PRIMARY KEY (job_id, number)
);

CREATE INDEX IF NOT EXISTS saved_revisions_owner ON jobs.saved_revisions (owner_id) INCLUDE (bytes);
