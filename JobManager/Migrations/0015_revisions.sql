-- How large the edited revisions of a job's captions are that are kept, oldest first; the first one, as recognised, is not among them.
-- They go with their job. Edits of the version before are not counted.
CREATE TABLE IF NOT EXISTS jobs.revisions
(
    job_id      uuid     NOT NULL PRIMARY KEY REFERENCES jobs.jobs ON DELETE CASCADE,
    owner_id    uuid     NOT NULL,
    total_bytes bigint   NOT NULL CHECK (total_bytes >= 0),
    bytes       bigint[] NOT NULL
);

CREATE INDEX IF NOT EXISTS revisions_owner ON jobs.revisions (owner_id) INCLUDE (total_bytes);
