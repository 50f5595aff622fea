-- Returns whether there is any block.
SELECT EXISTS (SELECT FROM jobs.blocks)
