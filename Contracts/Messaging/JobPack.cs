using System.Text.Json;

namespace Platform.Contracts.Messaging;

/// <summary>One message on a lane's queue: one or more attempts to run.</summary>
/// <param name="Jobs">The attempts, in the order in which they became due.</param>
public sealed record JobPack(IReadOnlyList<JobAssignment> Jobs);

/// <summary>One attempt of one job, handed to whichever worker takes it first.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Attempt">The fencing number: a write that carries another attempt changes nothing.</param>
/// <param name="OwnerId">The job's owner.</param>
/// <param name="Kind">Which handler runs it.</param>
/// <param name="Input">The kind's input, as validated at submission.</param>
/// <param name="Checkpoint">What an earlier attempt stored last; null on a first attempt.</param>
/// <param name="TimeoutSeconds">Limit of this attempt's run time; null for the kind's default.</param>
/// <param name="QueuedAt">When the attempt became due, UTC.</param>
/// <param name="TraceParent">W3C traceparent of the request that submitted the job.</param>
/// <param name="RequestId">Request id of the submission, for log lines.</param>
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
