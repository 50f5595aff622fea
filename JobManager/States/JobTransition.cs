using Platform.Contracts.Jobs;

namespace Platform.JobManager.States;

/// <summary>Where a job goes after an attempt.</summary>
/// <param name="State">The next state.</param>
/// <param name="Attempt">Its fencing number; one more when it is queued again.</param>
/// <param name="Failures">Failed attempts so far.</param>
/// <param name="Rescues">Lost attempts so far.</param>
/// <param name="ScheduledFor">When it is due again, if scheduled.</param>
/// <param name="Error">What its owner reads, if it failed or is tried again after a failure.</param>
internal sealed record JobTransition(
    JobState State,
    int Attempt,
    int Failures,
    int Rescues,
    DateTimeOffset? ScheduledFor,
    JobError? Error)
{
    public bool IsFinal => State is JobState.Succeeded or JobState.Failed or JobState.Cancelled;
}
