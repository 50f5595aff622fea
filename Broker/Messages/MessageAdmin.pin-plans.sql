-- Settings of the transactions that purge and replay.
-- Going through the table for one chunk looks cheap enough to the planner, but there are as many chunks as the table is long. And several
-- statements together have to end before the database is taken for one that does not answer.
SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL statement_timeout = '4s'
