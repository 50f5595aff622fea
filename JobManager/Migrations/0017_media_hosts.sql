-- The host that a job fetches its recording from, in lower case; null if it fetches none, or no longer: its progress names a later step.
-- Input that PostgreSQL cannot read has no host, so that it stops nobody who counts.
CREATE OR REPLACE FUNCTION jobs.media_host(input json, progress json DEFAULT NULL) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF progress ->> 'step' <> 'fetch' THEN
        RETURN NULL;
    END IF;

    RETURN nullif(lower((regexp_match(input ->> 'url', '^[A-Za-z]+://(?:[^/?#@]*@)?(\[[^]/?#]*\]|[^:/?#]*)'))[1]), '');
EXCEPTION
    WHEN data_exception THEN
        RETURN NULL;
END
$$;

-- Null in rows of the version before, which are not limited.
ALTER TABLE jobs.turns ADD COLUMN IF NOT EXISTS host text;
