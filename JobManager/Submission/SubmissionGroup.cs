using Platform.JobManager.Backlog;
using Platform.JobManager.Kinds;

namespace Platform.JobManager.Submission;

/// <summary>The jobs of one request, waiting for the commit that they share with others.</summary>
internal sealed class SubmissionGroup(IReadOnlyList<NewJob> jobs, Admission admission)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<NewJob> Jobs { get; } = jobs;

    /// <summary>What was counted for them.</summary>
    public Admission Admission { get; } = admission;

    /// <summary>How large their inputs are.</summary>
    public long Bytes { get; } = jobs.Sum(job => (long)job.Input.Length);

    /// <summary>Ends when each job has its result, or with the reason why none of them was stored.</summary>
    public Task Done => _done.Task;

    /// <summary>How admission counts jobs.</summary>
    public static QueueCount CountOf(IEnumerable<NewJob> jobs) =>
        jobs.Aggregate(default(QueueCount), (count, job) => count + QueueCount.Of(job.Kind));

    public void Complete() => _done.TrySetResult();

    public void Fail(Exception reason) => _done.TrySetException(reason);
}
