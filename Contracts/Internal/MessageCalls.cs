using System.Text.Json.Serialization;
using Platform.Contracts.PublicApi;

namespace Platform.Contracts.Internal;

/// <summary>Lists the outcomes of a call that was grouped with others.</summary>
[JsonConverter(typeof(JsonNumberEnumConverter<CallOutcome>))]
public enum CallOutcome
{
    /// <summary>The call was executed.</summary>
    Done = 0,

    /// <summary>The queue or the message does not exist for this actor.</summary>
    NotFound = 1,

    /// <summary>The actor may see the queue but lacks the required right.</summary>
    Forbidden = 2,

    /// <summary>The queue has reached its maximum number of messages.</summary>
    QueueFull = 3,

    /// <summary>A message is larger than the queue allows.</summary>
    TooLarge = 4,

    /// <summary>The receipt belongs to an earlier delivery, or the message is not being processed.</summary>
    StaleReceipt = 5,

    /// <summary>The message has been acknowledged before.</summary>
    AlreadyProcessed = 6,

    /// <summary>The message has failed before.</summary>
    AlreadyFailed = 7,

    /// <summary>The database was unavailable; the outcome is unknown.</summary>
    Unavailable = 8,

    /// <summary>The call cannot be read or stored; the other calls of its group are not affected.</summary>
    Invalid = 9,

    /// <summary>There are messages, but the answer had no space for one: to be retried at once.</summary>
    Again = 10,

    /// <summary>There are messages that another call has locked and may release: to be retried after a moment.</summary>
    Held = 11,
}

/// <summary>
/// Holds the results of <c>POST /internal/v1/messages/publish</c>. The request is a JSON array of calls
/// <c>[queue, user_id, is_operator, trace_parent | null, [message, …]]</c>, a message being
/// <c>[content, content_type, headers | null, priority, delay_seconds | null, ttl_seconds | null, group | null, deduplication_id | null]</c>
/// (content and headers unchanged, content_type 0 JSON, 1 text, 2 binary); a message ends after its first two elements if the others
/// have their defaults.
/// </summary>
/// <param name="Calls">The results in the order of the request.</param>
public sealed record PublishResult(IReadOnlyList<PublishCallResult> Calls);

/// <summary>Holds the outcome of one publish call.</summary>
/// <param name="Outcome">Done, NotFound, Forbidden, QueueFull, TooLarge, Invalid or Unavailable.</param>
/// <param name="Ids">The ids in the order of the messages.</param>
/// <param name="CreatedAt">When the messages were stored, UTC.</param>
/// <param name="Duplicates">The positions of duplicates, with the time of the first message; null for none.</param>
/// <param name="Index">The position of the message that is too large or invalid.</param>
/// <param name="Limit">The limit that was exceeded.</param>
/// <param name="Field">The part of the message that is invalid.</param>
/// <param name="Detail">A description of the problem.</param>
/// <param name="DuplicateStates">The states of the messages of <paramref name="Duplicates"/> that are not pending; null for none.</param>
public sealed record PublishCallResult(
    CallOutcome Outcome,
    IReadOnlyList<long>? Ids = null,
    DateTimeOffset CreatedAt = default,
    IReadOnlyDictionary<int, DateTimeOffset>? Duplicates = null,
    int? Index = null,
    long? Limit = null,
    string? Field = null,
    string? Detail = null,
    IReadOnlyDictionary<int, MessageStatus>? DuplicateStates = null);

/// <summary>
/// Claims messages for several consumers: <c>POST /internal/v1/messages/claim</c>. The answer is a JSON array with, for each call, either the number of a
/// <see cref="CallOutcome"/> or the array of its messages, each as <see cref="PublicApi.MessageResponse"/>. All of them together contain at
/// most 8 MiB of contents and headers, but at least one message; calls are served in their order.
/// </summary>
/// <param name="Calls">At most 5,000.</param>
public sealed record ClaimMessages(IReadOnlyList<ClaimCall> Calls);

/// <summary>Represents a consumer's claim for messages.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="UserId">The acting user.</param>
/// <param name="IsOperator">Whether the user is an operator.</param>
/// <param name="Max">The maximum number of messages, 1 to 1,000.</param>
/// <param name="VisibilitySeconds">The visibility timeout, 1 to 43,200; null for the queue's.</param>
/// <param name="Waits">Whether the consumer waits for messages when there are none.</param>
/// <param name="AsksAgain">Whether the caller supports <see cref="CallOutcome.Held"/>; otherwise that is answered as no messages.</param>
public sealed record ClaimCall(
    string Queue, Guid UserId, bool IsOperator, int Max, int? VisibilitySeconds = null, bool Waits = false, bool AsksAgain = false);

/// <summary>Settles deliveries of several consumers: <c>POST /internal/v1/messages/settle</c> → <see cref="SettleResult"/>.</summary>
/// <param name="Calls">At most 5,000.</param>
public sealed record SettleMessages(IReadOnlyList<SettleCall> Calls);

/// <summary>Represents the settlement of deliveries by a consumer.</summary>
/// <param name="UserId">The acting user.</param>
/// <param name="IsOperator">Whether the user is an operator.</param>
/// <param name="Action">The settlement.</param>
/// <param name="Ids">The messages.</param>
/// <param name="Receipts">The receipts of the deliveries; null for the current delivery.</param>
/// <param name="Seconds">The delay of Requeue, or the length of Extend.</param>
/// <param name="Reason">The reason for Requeue and Fail.</param>
public sealed record SettleCall(
    Guid UserId,
    bool IsOperator,
    SettleAction Action,
    IReadOnlyList<long> Ids,
    IReadOnlyList<string?> Receipts,
    int Seconds = 0,
    string? Reason = null);

/// <summary>Lists the ways to settle a delivery.</summary>
[JsonConverter(typeof(JsonNumberEnumConverter<SettleAction>))]
public enum SettleAction
{
    /// <summary>The message is processed.</summary>
    Ack = 0,

    /// <summary>The message is redelivered, unless this was its last delivery.</summary>
    Requeue = 1,

    /// <summary>The message fails at once.</summary>
    Fail = 2,

    /// <summary>The visibility timeout is extended.</summary>
    Extend = 3,

    /// <summary>The message did not reach the consumer: it is pending again, and the delivery is not counted.</summary>
    Release = 4,
}

/// <summary>Holds the results of settling several calls.</summary>
/// <param name="Calls">The results in the order of the request.</param>
public sealed record SettleResult(IReadOnlyList<SettleCallResult> Calls);

/// <summary>Holds the outcomes of one settle call.</summary>
/// <param name="Outcomes">The outcomes in the order of its messages.</param>
/// <param name="Failed">The positions of requeued messages that failed because it was their last delivery; null for none.</param>
/// <param name="VisibleAt">When the messages become visible after Extend, UTC.</param>
public sealed record SettleCallResult(IReadOnlyList<CallOutcome> Outcomes, IReadOnlyList<int>? Failed = null, DateTimeOffset? VisibleAt = null);
