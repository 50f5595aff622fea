using System.Text.Json;

namespace Platform.Contracts.Messaging;

/// <summary>Represents a message on a lane's queue: one or more attempts to run.</summary>
/// <param name="Jobs">The attempts, in the order in which they became due.</param>
public sealed record JobPack(IReadOnlyList<JobAssignment> Jobs);

/// <summary>Represents one attempt of a job, run by the first worker that takes it.</summary>
/// <param name="JobId">The id of the job.</param>
/// <param name="Attempt">The fencing number: a write with another number changes nothing.</param>
/// <param name="OwnerId">The job's owner.</param>
/// <param name="Kind">The kind, which selects the handler.</param>
/// <param name="Input">The input of the kind, as validated at submission.</param>
/// <param name="Checkpoint">The last checkpoint of earlier attempts; null for a first attempt.</param>
/// <param name="TimeoutSeconds">The limit of this attempt's run time; null for the kind's default.</param>
/// <param name="QueuedAt">When the attempt became due, UTC.</param>
/// <param name="TraceParent">The W3C traceparent of the submitting request.</param>
/// <param name="RequestId">The request id of the submission, for log lines.</param>
public sealed record JobAssignment(
    Guid JobId,
    int Attempt,
    Guid OwnerId,
    string Kind,
    JsonElement Input,
    JsonElement? Checkpoint,
    int? TimeoutSeconds,
    DateTimeOffset QueuedAt,
    string? TraceParent,
    string? RequestId);
