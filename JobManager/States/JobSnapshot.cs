using Platform.Contracts.Jobs;

namespace Platform.JobManager.States;

/// <summary>The columns of a job that decide its next state.</summary>
/// <param name="State">The current state.</param>
/// <param name="Attempt">The number of the current attempt.</param>
/// <param name="Failures">The number of failed attempts.</param>
/// <param name="Rescues">The number of attempts that lost their worker.</param>
/// <param name="MaxAttempts">The number of failures after which the job fails.</param>
/// <param name="CancelRequested">True if the owner has cancelled the job.</param>
internal readonly record struct JobSnapshot(
    JobState State,
    int Attempt,
    int Failures,
    int Rescues,
    int MaxAttempts,
    bool CancelRequested);
