using System.Text;
using Platform.JobManager.Backlog;
using Platform.JobManager.Kinds;

namespace Platform.JobManager.Submission;

/// <summary>The jobs of one request. They are committed together with those of other requests.</summary>
internal sealed class SubmissionGroup(IReadOnlyList<NewJob> jobs, Admission admission)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The jobs.</summary>
    public IReadOnlyList<NewJob> Jobs { get; } = jobs;

    /// <summary>The counts of admission for the jobs, to be released if they are not stored.</summary>
    public Admission Admission { get; } = admission;

    /// <summary>The size of all inputs, as they are sent to the database.</summary>
    public long Bytes { get; } = jobs.Sum(static job => (long)Encoding.UTF8.GetByteCount(job.Input));

    /// <summary>Completes when each job has a result, or fails if the commit failed.</summary>
    public Task Done => _done.Task;

    /// <summary>Counts jobs as admission does.</summary>
    public static QueueCount CountOf(IEnumerable<NewJob> jobs) =>
        jobs.Aggregate(default(QueueCount), (count, job) => count + QueueCount.Of(job.Kind));

    /// <summary>Completes the request; each job must have a result.</summary>
    public void Complete() => _done.TrySetResult();

    /// <summary>Fails the request.</summary>
    public void Fail(Exception reason) => _done.TrySetException(reason);
}
