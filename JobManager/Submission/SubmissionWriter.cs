using System.Diagnostics;
using Npgsql;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.JobManager.Backlog;
using Platform.JobManager.Changes;
using Platform.JobManager.Database;
using Platform.JobManager.Telemetry;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.JobManager.Submission;

/// <summary>
/// Implements group commit without a timer: takes all waiting submissions and commits them together. While one writer waits for the disk,
/// submissions for the other one accumulate.
/// </summary>
internal sealed partial class SubmissionWriter(
    SubmissionQueue queue,
    SubmissionStore store,
    JobDatabase database,
    AdmissionPacer pacer,
    ChangePublisher publisher,
    TimeProvider time,
    ILogger logger)
{
    private const int MaxJobs = 4000;
    private const int MaxBytes = 8 * 1024 * 1024;

    private readonly List<SubmissionGroup> _groups = [];
    private readonly List<NewJob> _jobs = [];

    /// <summary>Runs until the queue is complete and empty.</summary>
    public async Task RunAsync()
    {
        while (await queue.Groups.WaitToReadAsync(CancellationToken.None))
        {
            _groups.Clear();
            _jobs.Clear();
            var bytes = 0L;
            while (_jobs.Count < MaxJobs && bytes < MaxBytes && queue.Groups.TryRead(out var group))
            {
                bytes += group.Bytes;
                _groups.Add(group);
                _jobs.AddRange(group.Jobs);
            }

            if (_groups.Count > 0)
            {
                await CommitAsync();
            }
        }
    }

    private async Task CommitAsync()
    {
        var start = time.GetUtcNow();
        try
        {
            await StoreAsync(_jobs, 0, _jobs.Count);
        }
#pragma warning disable CA1031 // Every failure is returned to the waiting requests.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            foreach (var group in _groups)
            {
                Fail(group, exception);
            }

            return;
        }

        foreach (var group in _groups)
        {
            group.Complete();
        }

        PublishChanges(start);
    }

    /// <summary>Commits a range of the jobs. If the database refuses the data of a job, each half is committed by itself, so that the others are stored.</summary>
    private async Task StoreAsync(List<NewJob> all, int from, int count)
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
                Refused(jobs[0].Job.Id, refused.SqlState);
                return;
            }

            await StoreAsync(all, from, count / 2);
            await StoreAsync(all, from + (count / 2), count - (count / 2));
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

    private void PublishChanges(DateTimeOffset start)
    {
        _groups.ForEach(ReleaseNotQueued);
        var end = time.GetUtcNow();
        var changes = new CommittedChanges();
        foreach (var job in _jobs)
        {
            if (job.Stored)
            {
                changes.Jobs.Add(new JobChange(job.Job.Id, job.Job.OwnerId, 1, job.State, job.Attempt));
                JobTracing.Record("store job", ActivityKind.Internal, job.Job.TraceParent, job.Job.Id, job.Attempt, start, end);
            }
        }

        changes.Metrics.Add(metrics => metrics.Created(changes.Jobs.Count));
        publisher.Publish(changes);
    }

    [LoggerMessage(80, LogLevel.Warning, "The database refused job {Id} ({SqlState}); the other jobs of its commit were stored", EventName = "job_refused")]
    private partial void Refused(Guid id, string sqlState);
}
