namespace Platform.Worker.Kinds;

/// <summary>Lists why an attempt has to stop. The first reason counts.</summary>
internal enum StopReason
{
    /// <summary>The attempt does not have to stop.</summary>
    None = 0,

    /// <summary>The attempt exceeded its time limit, which is a failure.</summary>
    Timeout = 1,

    /// <summary>The owner or an operator cancelled the job.</summary>
    Cancelled = 2,

    /// <summary>The lease is lost: the rest of the attempt no longer counts.</summary>
    Lost = 3,

    /// <summary>The worker shuts down; the attempt is returned to the queue.</summary>
    Shutdown = 4,
}
