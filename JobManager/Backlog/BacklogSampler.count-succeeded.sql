-- Counts succeeded jobs. It goes through the whole table.
SELECT count(*) FROM jobs.jobs WHERE state = {JobState.Succeeded}
