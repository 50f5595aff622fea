using System.Diagnostics;
using Npgsql;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.JobManager.Backlog;
using Platform.JobManager.Changes;
using Platform.JobManager.Database;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Telemetry;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.JobManager.Submission;

/// <summary>Commits the submissions of many requests together. While a commit waits for the disk, the next submissions are collected.</summary>
internal sealed partial class SubmissionWriter(
    JobDatabase database,
    RelayQueue relay,
    AdmissionPacer pacer,
    ChangePublisher publisher,
    TimeProvider time,
    ILogger<SubmissionWriter> logger)
{
    /// <summary>The number of concurrent commits.</summary>
    public const int Lanes = 2;

    /// <summary>The number of jobs at which no more submissions are added to a commit.</summary>
    public const int MaxJobs = 4000;

    /// <summary>The size of inputs in bytes at which no more submissions are added to a commit.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>The maximum number of submissions that wait for a commit.</summary>
    public const int MaxWaiting = 4096;

    // A store is not thread-safe, and the commits of one lane follow one another.
    private readonly SubmissionStore[] _stores = [.. Enumerable.Range(0, Lanes).Select(_ => new SubmissionStore(database, relay, time))];

    /// <summary>Commits submissions and completes each of them, with its results or with the failure. Does not throw.</summary>
    /// <param name="groups">The submissions.</param>
    /// <param name="lane">The lane, from 0 to <see cref="Lanes"/> - 1; at most one commit runs in each.</param>
    public async Task WriteAsync(IReadOnlyList<SubmissionGroup> groups, int lane)
    {
        var start = time.GetUtcNow();
        List<NewJob> jobs = [.. groups.SelectMany(group => group.Jobs)];
        try
        {
            await StoreAsync(_stores[lane], jobs, 0, jobs.Count);
        }
#pragma warning disable CA1031 // Every failure is returned to the waiting requests.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            foreach (var group in groups)
            {
                Fail(group, exception);
            }

            return;
        }

        foreach (var group in groups)
        {
            group.Complete();
        }

        PublishChanges(groups, jobs, start);
    }

    /// <summary>Commits a range of the jobs. If the database refuses the data of a job, each half is committed by itself, so that the others are stored.</summary>
    private async Task StoreAsync(SubmissionStore store, List<NewJob> all, int from, int count)
    {
        var jobs = count == all.Count ? all : all.GetRange(from, count);
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
                Refused(jobs[0].Id, refused.SqlState);
                return;
            }

            await StoreAsync(store, all, from, count / 2);
            await StoreAsync(store, all, from + (count / 2), count - (count / 2));
        }
    }

    private void Fail(SubmissionGroup group, Exception exception)
    {
        // Some jobs may have been stored before another part of the commit failed.
        ReleaseNotQueued(group);
        group.Fail(exception);
    }

    /// <summary>Releases the admission of jobs that are not queued, since all jobs of the group were counted.</summary>
    private void ReleaseNotQueued(SubmissionGroup group)
    {
        var notQueued = SubmissionGroup.CountOf(group.Jobs.Where(job => !job.Stored || job.State != JobState.Queued));
        if (notQueued != default)
        {
            pacer.Release(group.Admission, notQueued);
        }
    }

    private void PublishChanges(IReadOnlyList<SubmissionGroup> groups, List<NewJob> jobs, DateTimeOffset start)
    {
        foreach (var group in groups)
        {
            ReleaseNotQueued(group);
        }

        var end = time.GetUtcNow();
        var changes = new CommittedChanges();
        foreach (var job in jobs)
        {
            if (job.Stored)
            {
                changes.Jobs.Add(new JobChange(job.Id, job.OwnerId, 1, job.State, job.Attempt));
                JobTracing.Record("store job", ActivityKind.Internal, job.TraceParent, job.Id, job.Attempt, start, end);
            }
        }

        changes.Metrics.Add(metrics => metrics.Created(changes.Jobs.Count));
        publisher.Publish(changes);
    }

    [LoggerMessage(80, LogLevel.Warning, "The database refused job {Id} ({SqlState}); the other jobs of its commit were stored", EventName = "job_refused")]
    private partial void Refused(Guid id, string sqlState);
}
