namespace Platform.JobManager.States;

/// <summary>How an attempt ended: as its worker reported, or by the loss of its lease.</summary>
internal enum AttemptEnd
{
    /// <summary>The job is done.</summary>
    Succeeded,

    /// <summary>The attempt failed with an error.</summary>
    Failed,

    /// <summary>The worker stopped because the job was cancelled.</summary>
    Cancelled,

    /// <summary>The worker returned the job without running it to the end, for example when it was shut down.</summary>
    Released,

    /// <summary>The attempt exceeded its time limit.</summary>
    TimedOut,

    /// <summary>The lease expired: the worker was lost.</summary>
    Lost,
}
