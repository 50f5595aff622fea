using System.Diagnostics;
using Npgsql;
using Platform.Contracts.Messaging;
using Platform.JobManager.Backlog;
using Platform.JobManager.Changes;
using Platform.JobManager.Database;
using Platform.JobManager.Kinds;
using Platform.JobManager.Telemetry;
using Platform.ServiceDefaults.Measures;

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
    TimeProvider time)
{
    private const int MaxJobs = 4000;

    private readonly List<SubmissionGroup> _groups = [];
    private readonly List<NewJob> _jobs = [];

    /// <summary>Runs until the queue is completed and empty.</summary>
    public async Task RunAsync()
    {
        while (await queue.Groups.WaitToReadAsync(CancellationToken.None))
        {
            _groups.Clear();
            _jobs.Clear();
            while (_jobs.Count < MaxJobs && queue.Groups.TryRead(out SubmissionGroup? group))
            {
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
            await StoreAsync(_jobs);
        }
        catch (PostgresException refused) when (!refused.IsTransient && _groups.Count > 1)
        {
            // One group's data is refused: that must not cost the others their commit.
            foreach (SubmissionGroup group in _groups)
            {
                await CommitAloneAsync(group, start);
            }

            return;
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

        Tell(_jobs, start);
    }

    private async Task CommitAloneAsync(SubmissionGroup group, DateTimeOffset start)
    {
        try
        {
            await StoreAsync(group.Jobs);
            group.Complete();
            Tell(group.Jobs, start);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Failed(group, exception);
        }
    }

    private async Task StoreAsync(IReadOnlyList<NewJob> jobs)
    {
        await database.For(QueryType.Insert).ExecuteAsync(
            static async (state, token) => await state.store.StoreAsync(state.jobs, token), (store, jobs), CancellationToken.None);
    }

    private void Failed(SubmissionGroup group, Exception exception)
    {
        pacer.Left(group.Count);
        group.Fail(exception);
    }

    private void Tell(IReadOnlyList<NewJob> jobs, DateTimeOffset start)
    {
        int stored = 0;
        QueueCount notQueued = default;
        DateTimeOffset end = time.GetUtcNow();
        var news = new List<JobChange>(jobs.Count);
        foreach (NewJob job in jobs)
        {
            if (!job.Stored || job.State != Contracts.Jobs.JobState.Queued)
            {
                notQueued += QueueCount.Of(job.Kind);
            }

            if (!job.Stored)
            {
                continue;
            }

            stored++;
            news.Add(new JobChange(job.Job.Id, job.Job.OwnerId, 1, job.State, job.Attempt));
            JobTracing.Record("store job", ActivityKind.Internal, job.Job.TraceParent, job.Job.Id, job.Attempt, start, end);
        }

        if (notQueued != default)
        {
            // Admission counted all of them.
            pacer.Entered(-notQueued);
        }

        metrics.Created(stored);
        changes.Publish(news);
    }
}
