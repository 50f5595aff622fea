-- Counts succeeded jobs. It reads the whole table.
SELECT count(*) FROM jobs.jobs WHERE state = {JobState.Succeeded}
