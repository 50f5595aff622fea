using Platform.Contracts.Jobs;

namespace Platform.JobManager.States;

/// <summary>The next state of a job after an attempt.</summary>
/// <param name="State">The next state.</param>
/// <param name="Attempt">The attempt number, which increases when the job is queued again.</param>
/// <param name="Failures">The number of failed attempts.</param>
/// <param name="Rescues">The number of attempts that lost their worker.</param>
/// <param name="ScheduledFor">When a scheduled job is due, UTC; null for other states.</param>
/// <param name="Error">The error that the owner sees, if the attempt failed.</param>
internal sealed record JobTransition(
    JobState State,
    int Attempt,
    int Failures,
    int Rescues,
    DateTimeOffset? ScheduledFor,
    JobError? Error)
{
    /// <summary>True if the job has ended.</summary>
    public bool IsFinal => State is JobState.Succeeded or JobState.Failed or JobState.Cancelled;
}
