using Platform.Contracts.Jobs;
using Platform.JobManager.Kinds;

namespace Platform.JobManager.Dispatch;

/// <summary>
/// An attempt that is due, as the relay needs it. JSON values are kept as text: they are written as they came. One of a long kind goes to
/// the broker when it has its turn.
/// </summary>
internal readonly record struct DueJob(
    Guid Id,
    int Attempt,
    Guid OwnerId,
    JobKindDefinition Kind,
    JobPriority Priority,
    string Input,
    string? Checkpoint,
    int? TimeoutSeconds,
    DateTimeOffset QueuedAt,
    string? TraceParent,
    string? RequestId,
    bool HasTurn = false)
{
    /// <summary>Whether it may not go to the broker yet.</summary>
    public bool NeedsTurn => !Kind.IsShort && !HasTurn;

    /// <summary>About how much memory it takes: what a caller chooses the size of, and some for the rest.</summary>
    public long Bytes => 400 + (sizeof(char) * ((long)Input.Length + (Checkpoint?.Length ?? 0)));

    /// <summary>Without what only the broker needs: what waits for its turn is read again when it has it, and very much may wait.</summary>
    public DueJob WithoutContents() => this with { Input = "", Checkpoint = null };
}
