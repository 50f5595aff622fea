namespace Platform.Worker.Kinds;

/// <summary>Why an attempt was told to stop. The first reason counts.</summary>
internal enum StopReason
{
    /// <summary>It was not.</summary>
    None = 0,

    /// <summary>It ran past its time limit: a failure.</summary>
    Timeout = 1,

    /// <summary>The owner or an operator cancelled the job.</summary>
    Cancelled = 2,

    /// <summary>The lease is gone: whatever the attempt still does no longer counts.</summary>
    Lost = 3,

    /// <summary>The worker shuts down; the attempt is given back.</summary>
    Shutdown = 4,
}
