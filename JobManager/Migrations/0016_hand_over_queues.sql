-- Queues and messages are those of Broker, a service of its own: their tables move to its schema as they are, and to its role. Views
-- under the old names let the version before go on meanwhile. The next release drops them, and moves the sequence of ids, which cannot
-- have two names: until then it stays here, behind two functions that Broker calls.
--
-- Where Broker came first, on a new database, it has made its tables itself: those here are empty and go.
SELECT pg_advisory_xact_lock(108170552501618);

-- The role that the service's statements run as. Roles are the server's: another database may make it at the same time.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'broker') THEN
        CREATE ROLE broker NOLOGIN;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
END
$$;

DO $$
BEGIN
    IF NOT pg_has_role('broker', 'MEMBER') THEN
        GRANT broker TO CURRENT_USER;
    END IF;
END
$$;

CREATE SCHEMA IF NOT EXISTS broker;
ALTER SCHEMA broker OWNER TO broker;

DO $$
DECLARE
    one text;
BEGIN
    IF to_regclass('broker.queues') IS NOT NULL THEN
        IF EXISTS (SELECT FROM jobs.queues) OR EXISTS (SELECT FROM jobs.messages) OR EXISTS (SELECT FROM jobs.processed_messages) THEN
            RAISE EXCEPTION 'There are queues in schema jobs and in schema broker: they cannot be joined';
        END IF;

        DROP TABLE jobs.queue_rights, jobs.queues, jobs.queue_counts, jobs.messages, jobs.processed_messages, jobs.message_keys;
        DROP SEQUENCE jobs.message_ids;
        RETURN;
    END IF;

    -- All at once: who works with one of them meanwhile has to be through with the others.
    LOCK TABLE jobs.queues, jobs.queue_rights, jobs.messages, jobs.processed_messages, jobs.message_keys, jobs.queue_counts;
    FOR one IN
        SELECT relname FROM pg_class
        WHERE relnamespace = 'jobs'::regnamespace AND relkind IN ('r', 'p')
            AND (relname IN ('queues', 'queue_rights', 'messages', 'message_keys', 'queue_counts')
                OR relname ~ '^processed_messages(_[0-9]{12})?$')
        ORDER BY relname
    LOOP
        EXECUTE format('ALTER TABLE jobs.%I SET SCHEMA broker', one);
        EXECUTE format('ALTER TABLE broker.%I OWNER TO broker', one);
    END LOOP;

    CREATE FUNCTION broker.next_message_id() RETURNS bigint LANGUAGE sql RETURN nextval('jobs.message_ids');
    CREATE FUNCTION broker.last_message_id() RETURNS bigint LANGUAGE sql RETURN (SELECT last_value FROM jobs.message_ids);
    ALTER FUNCTION broker.next_message_id() OWNER TO broker;
    ALTER FUNCTION broker.last_message_id() OWNER TO broker;
    GRANT USAGE, SELECT ON SEQUENCE jobs.message_ids TO broker;

    -- Statements of the version before find some rows by their place.
    CREATE VIEW jobs.queues AS SELECT * FROM broker.queues;
    CREATE VIEW jobs.queue_rights AS SELECT * FROM broker.queue_rights;
    CREATE VIEW jobs.queue_counts AS SELECT * FROM broker.queue_counts;
    CREATE VIEW jobs.messages AS SELECT ctid, * FROM broker.messages;
    CREATE VIEW jobs.processed_messages AS SELECT * FROM broker.processed_messages;
    CREATE VIEW jobs.message_keys AS SELECT ctid, * FROM broker.message_keys;
END
$$;
