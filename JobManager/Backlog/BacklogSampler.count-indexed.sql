-- Counts what has not ended off the straight path: scheduled, queued, running, when the first was queued, and queued of short kinds. $1 the
-- short kinds.
SELECT count(*) FILTER (WHERE state = {JobState.Scheduled}), count(*) FILTER (WHERE state = {JobState.Queued}),
    count(*) FILTER (WHERE state = {JobState.Running}), min(queued_at) FILTER (WHERE state = {JobState.Queued}), count(*) FILTER (WHERE state = {JobState.Queued} AND kind = ANY ($1))
FROM jobs.jobs WHERE shelf = {JobShelf.Live}
