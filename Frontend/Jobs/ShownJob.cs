using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Jobs;

/// <summary>Holds a job that is shown while it changes: as it was read, with what events have reported since.</summary>
internal sealed class ShownJob
{
    /// <summary>Gets the job; null until it is loaded.</summary>
    public JobResponse? Job { get; private set; }

    /// <summary>Gets whether the state came from an event, which has few fields, so that the rest still has to be read.</summary>
    public bool IsFromEvent { get; private set; }

    /// <summary>Shows a job as it was read, unless a newer version is known already.</summary>
    public void Show(JobResponse job)
    {
        if (Job is null || job.Version >= Job.Version)
        {
            Job = job;
            IsFromEvent = false;
        }
    }

    /// <summary>Applies a change; an older one than the known version has no effect.</summary>
    /// <returns>Whether the job has to be read again.</returns>
    public bool Apply(JobEvent change)
    {
        if (Job is not { } job || change.Version <= job.Version)
        {
            return false;
        }

        var isOther = change.State != job.State || change.Attempt != job.Attempt;
        IsFromEvent |= isOther;
        Job = job with { State = change.State, Attempt = change.Attempt, Version = change.Version, Progress = change.Progress ?? job.Progress };
        return isOther;
    }
}
