using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Contracts.Jobs;

namespace Platform.Contracts.Messaging;

/// <summary>What one worker process tells JobManager in one message. Empty lists are left out.</summary>
/// <param name="WorkerId">Unique for each start of a worker process.</param>
/// <param name="SentAt">When it was sent, UTC.</param>
/// <param name="Started">Attempts that ask for their lease; answered with a <see cref="WorkerCommand"/>.</param>
/// <param name="Held">Leases to renew (heartbeat); those lost or cancelled come back in a <see cref="WorkerCommand"/>.</param>
/// <param name="Progressed">Progress, log lines and checkpoints.</param>
/// <param name="Completed">Attempts that ended.</param>
/// <param name="LongPlaces">How many long jobs it runs at a time; said with each heartbeat, null otherwise.</param>
public sealed record WorkerReport(
    string WorkerId,
    DateTimeOffset SentAt,
    IReadOnlyList<AttemptStarted>? Started = null,
    IReadOnlyList<AttemptRef>? Held = null,
    IReadOnlyList<AttemptProgressed>? Progressed = null,
    IReadOnlyList<AttemptCompleted>? Completed = null,
    int? LongPlaces = null);

/// <summary>Names an attempt.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Attempt">The fencing number.</param>
public readonly record struct AttemptRef(Guid JobId, int Attempt);

/// <summary>An attempt that asks for its lease.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Attempt">The fencing number.</param>
/// <param name="StartedAt">When the handler is to start, UTC.</param>
public sealed record AttemptStarted(Guid JobId, int Attempt, DateTimeOffset StartedAt);

/// <summary>News of a running attempt.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Attempt">The fencing number.</param>
/// <param name="Progress">New progress, or null if unchanged.</param>
/// <param name="Checkpoint">State to resume from, or null if unchanged.</param>
/// <param name="Log">New lines for the job's page.</param>
public sealed record AttemptProgressed(
    Guid JobId,
    int Attempt,
    JobProgress? Progress = null,
    JsonElement? Checkpoint = null,
    IReadOnlyList<JobLogLine>? Log = null);

/// <summary>How an attempt ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AttemptOutcome>))]
public enum AttemptOutcome
{
    /// <summary>Done; the result counts.</summary>
    [JsonStringEnumMemberName("succeeded")]
    Succeeded = 0,

    /// <summary>Failed; retried while attempts are left and the error allows it.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed = 1,

    /// <summary>Stopped because its owner or an operator cancelled it.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled = 2,

    /// <summary>Given back by a worker that shuts down: due again at once, not a failure.</summary>
    [JsonStringEnumMemberName("released")]
    Released = 3,

    /// <summary>Ran past its time limit: a failure with the reason <c>timeout</c>.</summary>
    [JsonStringEnumMemberName("timed_out")]
    TimedOut = 4,
}

/// <summary>The end of an attempt.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Attempt">The fencing number.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="StartedAt">When the handler started, UTC.</param>
/// <param name="FinishedAt">When the handler ended, UTC.</param>
/// <param name="Result">The kind's result when it succeeded.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="TraceParent">W3C traceparent of the worker's span, so that the completing write joins the trace.</param>
public sealed record AttemptCompleted(
    Guid JobId,
    int Attempt,
    AttemptOutcome Outcome,
    DateTimeOffset StartedAt,
    DateTimeOffset FinishedAt,
    JsonElement? Result = null,
    JobError? Error = null,
    string? TraceParent = null);
