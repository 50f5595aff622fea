-- Settings for transactions that purge or replay.
-- A sequential scan for one chunk seems cheap to the planner, but there are as many chunks as the table is long. The timeout is short,
-- because several statements together must end before the database counts as unavailable.
SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL statement_timeout = '4s'
