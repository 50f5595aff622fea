using System.Diagnostics;
using Npgsql;
using Platform.Contracts.Messaging;
using Platform.JobManager.Backlog;
using Platform.JobManager.Changes;
using Platform.JobManager.Database;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Kinds;
using Platform.JobManager.Telemetry;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.JobManager.Submission;

/// <summary>
/// Commits the submissions of a group together. While one lane waits for the disk the next group gathers.
/// </summary>
internal sealed class SubmissionWriter(
    JobDatabase database,
    RelayQueue relay,
    ChangeFeed changes,
    AdmissionPacer pacer,
    JobMetrics metrics,
    TimeProvider time,
    ILogger<SubmissionWriter> logger)
{
    /// <summary>How many groups are committed at a time.</summary>
    public const int Lanes = 2;

    /// <summary>The number of jobs at which a group is committed.</summary>
    public const int MaxJobs = 4000;

    /// <summary>The size of inputs at which a group is committed.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>How many submissions may wait for the next group.</summary>
    public const int MaxWaiting = 4096;

    // Groups of one lane follow one another, so each lane has a store of its own.
    private readonly SubmissionStore[] _stores = [.. Enumerable.Range(0, Lanes).Select(_ => new SubmissionStore(database, relay, time))];

    /// <summary>Commits a group, and gives each of its submissions the results or the reason why there are none.</summary>
    public async Task WriteAsync(IReadOnlyList<SubmissionGroup> groups, int lane)
    {
        DateTimeOffset start = time.GetUtcNow();
        List<NewJob> jobs = [.. groups.SelectMany(group => group.Jobs)];
        try
        {
            await StoreAsync(_stores[lane], jobs, 0, jobs.Count);
        }
#pragma warning disable CA1031 // Whatever went wrong is the answer to those who wait.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            foreach (SubmissionGroup group in groups)
            {
                Failed(group, exception);
            }

            return;
        }

        foreach (SubmissionGroup group in groups)
        {
            group.Complete();
        }

        Tell(groups, jobs, start);
    }

    /// <summary>Commits a range of the jobs. Where the database refuses the data of one, that must not cost the others their commit: each half is tried by itself.</summary>
    private async Task StoreAsync(SubmissionStore store, List<NewJob> all, int from, int count)
    {
        List<NewJob> jobs = count == all.Count ? all : all.GetRange(from, count);
        try
        {
            await database.For(QueryType.Insert).ExecuteAsync(
                static async (state, token) => await state.store.StoreAsync(state.jobs, token), (store, jobs), CancellationToken.None);
        }
        catch (PostgresException refused) when (CallerData.IsRefusal(refused))
        {
            if (count == 1)
            {
                jobs[0].Refuse(CallerData.Explain(refused));
                SubmissionLog.Refused(logger, jobs[0].Id, refused.SqlState);
                return;
            }

            await StoreAsync(store, all, from, count / 2);
            await StoreAsync(store, all, from + (count / 2), count - (count / 2));
        }
    }

    private void Failed(SubmissionGroup group, Exception exception)
    {
        // Some may have been stored before another part of the same commit failed.
        GiveBackOthers(group);
        group.Fail(exception);
    }

    /// <summary>Admission counted all of them: what is not queued by now gives its room back.</summary>
    private void GiveBackOthers(SubmissionGroup group)
    {
        QueueCount notQueued = SubmissionGroup.CountOf(group.Jobs.Where(job => !job.Stored || job.State != Contracts.Jobs.JobState.Queued));
        if (notQueued != default)
        {
            pacer.TakeBack(group.Admission, notQueued);
        }
    }

    private void Tell(IReadOnlyList<SubmissionGroup> groups, List<NewJob> jobs, DateTimeOffset start)
    {
        foreach (SubmissionGroup group in groups)
        {
            GiveBackOthers(group);
        }

        DateTimeOffset end = time.GetUtcNow();
        var news = new List<JobChange>(jobs.Count);
        foreach (NewJob job in jobs)
        {
            if (job.Stored)
            {
                news.Add(new JobChange(job.Id, job.OwnerId, 1, job.State, job.Attempt));
                JobTracing.Record("store job", ActivityKind.Internal, job.TraceParent, job.Id, job.Attempt, start, end);
            }
        }

        metrics.Created(news.Count);
        changes.Publish(news);
    }
}
