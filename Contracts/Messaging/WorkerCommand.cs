namespace Platform.Contracts.Messaging;

/// <summary>What JobManager tells one worker process. Empty lists are left out.</summary>
/// <param name="Granted">Attempts whose lease the worker now holds: run them.</param>
/// <param name="Refused">Attempts that are no longer to be run (taken, cancelled or superseded): drop them.</param>
/// <param name="Lost">Leases the worker no longer holds: stop at once and report nothing.</param>
/// <param name="Cancelled">Running attempts that are to stop and be reported as cancelled.</param>
/// <param name="LeaseSeconds">How long a lease holds without a heartbeat.</param>
public sealed record WorkerCommand(
    IReadOnlyList<AttemptRef>? Granted = null,
    IReadOnlyList<AttemptRef>? Refused = null,
    IReadOnlyList<AttemptRef>? Lost = null,
    IReadOnlyList<AttemptRef>? Cancelled = null,
    double? LeaseSeconds = null);
