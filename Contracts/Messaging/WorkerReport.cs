using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Contracts.Jobs;

namespace Platform.Contracts.Messaging;

/// <summary>Represents a report of one worker process to JobManager. Empty lists are omitted.</summary>
/// <param name="WorkerId">The id of the worker process, new with each start.</param>
/// <param name="SentAt">When it was sent, UTC.</param>
/// <param name="Started">Attempts that request their lease; answered with a <see cref="WorkerCommand"/>.</param>
/// <param name="Held">Leases to renew (heartbeat); those that are lost or cancelled are answered with a <see cref="WorkerCommand"/>.</param>
/// <param name="Progressed">Progress, log lines and checkpoints.</param>
/// <param name="Completed">Attempts that ended.</param>
/// <param name="LongSlots">How many long jobs the worker runs at a time; sent with each heartbeat, null otherwise. On the wire it has its former name.</param>
/// <param name="Processors">The processors that the worker shares with others, by a name of 1 to 100 characters; sent with <paramref name="LongSlots"/>.</param>
/// <param name="Blocks">What concerns blocks of recordings.</param>
public sealed record WorkerReport(
    string WorkerId,
    DateTimeOffset SentAt,
    IReadOnlyList<AttemptStarted>? Started = null,
    IReadOnlyList<AttemptRef>? Held = null,
    IReadOnlyList<AttemptProgressed>? Progressed = null,
    IReadOnlyList<AttemptCompleted>? Completed = null,
    [property: JsonPropertyName("long_places")] int? LongSlots = null,
    string? Processors = null,
    BlockReport? Blocks = null);

/// <summary>Identifies an attempt.</summary>
/// <param name="JobId">The id of the job.</param>
/// <param name="Attempt">The fencing number.</param>
public readonly record struct AttemptRef(Guid JobId, int Attempt);

/// <summary>Requests the lease of an attempt.</summary>
/// <param name="JobId">The id of the job.</param>
/// <param name="Attempt">The fencing number.</param>
/// <param name="StartedAt">When the handler will start, UTC.</param>
public sealed record AttemptStarted(Guid JobId, int Attempt, DateTimeOffset StartedAt);

/// <summary>Reports the progress of a running attempt.</summary>
/// <param name="JobId">The id of the job.</param>
/// <param name="Attempt">The fencing number.</param>
/// <param name="Progress">The new progress; null if unchanged.</param>
/// <param name="Checkpoint">The new checkpoint to resume from; null if unchanged.</param>
/// <param name="Log">The new log lines for the job's owner.</param>
public sealed record AttemptProgressed(
    Guid JobId,
    int Attempt,
    JobProgress? Progress = null,
    JsonElement? Checkpoint = null,
    IReadOnlyList<JobLogLine>? Log = null);

/// <summary>Lists the outcomes of an attempt.</summary>
[JsonConverter(typeof(EnumNameConverter<AttemptOutcome>))]
public enum AttemptOutcome
{
    /// <summary>The attempt succeeded, and has a result.</summary>
    [JsonStringEnumMemberName("succeeded")]
    Succeeded = 0,

    /// <summary>The attempt failed. The job is retried if attempts are left and the error permits it.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed = 1,

    /// <summary>The attempt was stopped because the job was cancelled.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled = 2,

    /// <summary>Returned by a worker that is shutting down: due again at once, and not a failure.</summary>
    [JsonStringEnumMemberName("released")]
    Released = 3,

    /// <summary>The attempt exceeded its time limit, which is a failure with the code <c>timeout</c>.</summary>
    [JsonStringEnumMemberName("timed_out")]
    TimedOut = 4,
}

/// <summary>Reports the end of an attempt.</summary>
/// <param name="JobId">The id of the job.</param>
/// <param name="Attempt">The fencing number.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="StartedAt">When the handler started, UTC.</param>
/// <param name="FinishedAt">When the handler ended, UTC.</param>
/// <param name="Result">The result of the kind, if it succeeded.</param>
/// <param name="Error">The error, if it failed.</param>
/// <param name="TraceParent">The W3C traceparent of the worker's span, so that storing the result joins the trace.</param>
public sealed record AttemptCompleted(
    Guid JobId,
    int Attempt,
    AttemptOutcome Outcome,
    DateTimeOffset StartedAt,
    DateTimeOffset FinishedAt,
    JsonElement? Result = null,
    JobError? Error = null,
    string? TraceParent = null);
