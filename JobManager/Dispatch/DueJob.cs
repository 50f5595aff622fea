using Platform.Contracts.Jobs;
using Platform.JobManager.Kinds;

namespace Platform.JobManager.Dispatch;

/// <summary>A queued attempt with everything a worker needs to run it. Input and checkpoint stay JSON text, so that the message contains the original bytes.</summary>
/// <param name="Id">The job's id.</param>
/// <param name="Attempt">The attempt number, which also fences reports.</param>
/// <param name="OwnerId">The owner of the job.</param>
/// <param name="Kind">The kind, which decides the queue and whether a permit is needed.</param>
/// <param name="Priority">The priority, which decides the queue.</param>
/// <param name="Input">The input as JSON text.</param>
/// <param name="Checkpoint">The checkpoint of an earlier attempt as JSON text; null if there is none.</param>
/// <param name="TimeoutSeconds">The time limit of the attempt; null leaves it to the worker.</param>
/// <param name="QueuedAt">When the attempt was queued, UTC.</param>
/// <param name="TraceParent">The trace context of the submission.</param>
/// <param name="RequestId">The id of the request that submitted the job.</param>
/// <param name="HasPermit">True if a long job may be published.</param>
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
    bool HasPermit = false)
{
    /// <summary>True if the job must get a permit before it is published.</summary>
    public bool NeedsPermit => !Kind.IsShort && !HasPermit;

    /// <summary>The approximate memory of the job in bytes: input and checkpoint, whose size callers choose, and a constant for the rest.</summary>
    public long Bytes => 400 + (sizeof(char) * ((long)Input.Length + (Checkpoint?.Length ?? 0)));

    /// <summary>A copy without input and checkpoint, for jobs that wait for a permit: very many can wait, and they are read again when they get it.</summary>
    public DueJob WithoutPayload() => this with { Input = "", Checkpoint = null };
}
