namespace Platform.Contracts.Messaging;

/// <summary>Represents a command of JobManager to one worker process. Empty lists are omitted.</summary>
/// <param name="Granted">Attempts whose lease the worker now has and which it is to run.</param>
/// <param name="Refused">Attempts that are not to be run any more (taken, cancelled or superseded).</param>
/// <param name="Lost">Leases that the worker has lost: it is to stop the attempts at once and report nothing.</param>
/// <param name="Cancelled">Running attempts that are to be stopped and reported as cancelled.</param>
/// <param name="LeaseSeconds">How long a lease is valid without a heartbeat.</param>
/// <param name="Blocks">Answers to coordinators of blocks among the worker's attempts.</param>
public sealed record WorkerCommand(
    IReadOnlyList<AttemptRef>? Granted = null,
    IReadOnlyList<AttemptRef>? Refused = null,
    IReadOnlyList<AttemptRef>? Lost = null,
    IReadOnlyList<AttemptRef>? Cancelled = null,
    double? LeaseSeconds = null,
    IReadOnlyList<BlockStates>? Blocks = null);
