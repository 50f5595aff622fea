using Platform.Contracts.Jobs;

namespace Platform.JobManager.States;

/// <summary>What the transitions depend on.</summary>
internal readonly record struct JobStanding(
    JobState State,
    int Attempt,
    int Failures,
    int Rescues,
    int MaxAttempts,
    bool CancelRequested);
