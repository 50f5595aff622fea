-- Tags are shown as they were given and found in the one form that texts are compared in (Unicode's NFC): here stand the keys of
-- those jobs whose tags were given in another form. Most have none.
CREATE TABLE jobs.tag_keys
(
    job_id uuid   NOT NULL PRIMARY KEY REFERENCES jobs.jobs ON DELETE CASCADE,
    keys   text[] NOT NULL
);
CREATE INDEX tag_keys_keys ON jobs.tag_keys USING gin (keys);
