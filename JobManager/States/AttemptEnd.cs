namespace Platform.JobManager.States;

/// <summary>How an attempt ended, seen from here: what a worker can report, and the loss of its lease.</summary>
internal enum AttemptEnd
{
    Succeeded,
    Failed,
    Cancelled,
    Released,
    TimedOut,
    Lost,
}
