-- Counts failed jobs.
SELECT count(*) FROM jobs.jobs WHERE shelf = {JobIndex.Failed}
