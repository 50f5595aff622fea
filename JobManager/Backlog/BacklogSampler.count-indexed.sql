-- Counts the unfinished jobs that are not on the fast path: scheduled, queued and running ones, the time when the oldest one was queued,
-- and queued ones of short kinds. $1: short kinds.
SELECT count(*) FILTER (WHERE state = {JobState.Scheduled}), count(*) FILTER (WHERE state = {JobState.Queued}),
    count(*) FILTER (WHERE state = {JobState.Running}), min(queued_at) FILTER (WHERE state = {JobState.Queued}), count(*) FILTER (WHERE state = {JobState.Queued} AND kind = ANY ($1))
FROM jobs.jobs WHERE shelf = {JobIndex.Live}
