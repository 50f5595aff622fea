using System.Diagnostics;
using Npgsql;
using Platform.Contracts.Messaging;
using Platform.JobManager.Backlog;
using Platform.JobManager.Changes;
using Platform.JobManager.Database;
using Platform.JobManager.Kinds;
using Platform.JobManager.Telemetry;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.JobManager.Submission;

/// <summary>
/// Group commit without a timer: takes all submissions that wait and commits them together. While one writer waits
/// for the disk the other gathers.
/// </summary>
internal sealed class SubmissionWriter(
    SubmissionQueue queue,
    SubmissionStore store,
    JobDatabase database,
    ChangeFeed changes,
    AdmissionPacer pacer,
    JobMetrics metrics,
    TimeProvider time,
    ILogger logger)
{
    private const int MaxJobs = 4000;
    private const int MaxBytes = 8 * 1024 * 1024;

    private readonly List<SubmissionGroup> _groups = [];
    private readonly List<NewJob> _jobs = [];

    /// <summary>Runs until the queue is completed and empty.</summary>
    public async Task RunAsync()
    {
        while (await queue.Groups.WaitToReadAsync(CancellationToken.None))
        {
            _groups.Clear();
            _jobs.Clear();
            long bytes = 0;
            while (_jobs.Count < MaxJobs && bytes < MaxBytes && queue.Groups.TryRead(out SubmissionGroup? group))
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
        DateTimeOffset start = time.GetUtcNow();
        try
        {
            await StoreAsync(_jobs, 0, _jobs.Count);
        }
#pragma warning disable CA1031 // Whatever went wrong is the answer to those who wait.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            foreach (SubmissionGroup group in _groups)
            {
                Failed(group, exception);
            }

            return;
        }

        foreach (SubmissionGroup group in _groups)
        {
            group.Complete();
        }

        Tell(start);
    }

    /// <summary>Commits a range of the jobs. Where the database refuses the data of one, that must not cost the others their commit: each half is tried by itself.</summary>
    private async Task StoreAsync(List<NewJob> all, int from, int count)
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
                SubmissionLog.Refused(logger, jobs[0].Job.Id, refused.SqlState);
                return;
            }

            await StoreAsync(all, from, count / 2);
            await StoreAsync(all, from + (count / 2), count - (count / 2));
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

    private void Tell(DateTimeOffset start)
    {
        _groups.ForEach(GiveBackOthers);
        DateTimeOffset end = time.GetUtcNow();
        var news = new List<JobChange>(_jobs.Count);
        foreach (NewJob job in _jobs)
        {
            if (job.Stored)
            {
                news.Add(new JobChange(job.Job.Id, job.Job.OwnerId, 1, job.State, job.Attempt));
                JobTracing.Record("store job", ActivityKind.Internal, job.Job.TraceParent, job.Job.Id, job.Attempt, start, end);
            }
        }

        metrics.Created(news.Count);
        changes.Publish(news);
    }
}
