using System.Text.Json.Serialization;
using Platform.Contracts.PublicApi;

namespace Platform.Contracts.Internal;

/// <summary>What became of a call that was grouped with others.</summary>
[JsonConverter(typeof(JsonNumberEnumConverter<CallOutcome>))]
public enum CallOutcome
{
    /// <summary>Done.</summary>
    Done = 0,

    /// <summary>The queue, or the message, does not exist for this actor.</summary>
    NotFound = 1,

    /// <summary>The actor knows the queue, but lacks the right.</summary>
    Forbidden = 2,

    /// <summary>The queue holds as many messages as it may.</summary>
    QueueFull = 3,

    /// <summary>A message is larger than the queue allows.</summary>
    TooLarge = 4,

    /// <summary>The receipt belongs to an earlier delivery, or the message is not being processed.</summary>
    StaleReceipt = 5,

    /// <summary>The message was acknowledged before.</summary>
    AlreadyProcessed = 6,

    /// <summary>The message was given up before.</summary>
    AlreadyFailed = 7,

    /// <summary>The database was away; nothing is known of the call.</summary>
    Unavailable = 8,

    /// <summary>The call cannot be read or stored; the others of its group are not concerned.</summary>
    Invalid = 9,

    /// <summary>There are messages, but the answer had no room left for one: to be asked again at once.</summary>
    Again = 10,

    /// <summary>There are messages that another call holds and may give back: to be asked again after a moment.</summary>
    Held = 11,
}

/// <summary>
/// Answer to <c>POST /internal/v1/messages/publish</c>. The request is a JSON array of calls
/// <c>[queue, user_id, is_operator, trace_parent | null, [message, …]]</c>, a message being
/// <c>[content, content_type, headers | null, priority, delay_seconds | null, ttl_seconds | null, group | null, deduplication_id | null]</c>
/// (content and headers as they came, content_type 0 JSON, 1 text, 2 binary); a message of which only the first two differ from
/// the defaults ends after them.
/// </summary>
/// <param name="Calls">In the order of the request.</param>
public sealed record PublishResult(IReadOnlyList<PublishCallResult> Calls);

/// <summary>What became of one publish call.</summary>
/// <param name="Outcome">Done, NotFound, Forbidden, QueueFull, TooLarge, Invalid or Unavailable.</param>
/// <param name="Ids">Ids in the order of the messages.</param>
/// <param name="CreatedAt">When they were stored, UTC.</param>
/// <param name="Duplicates">Positions of messages that were known already, with the time of the first; null for none.</param>
/// <param name="Index">Position of the message that is too large or invalid.</param>
/// <param name="Limit">The limit that was exceeded.</param>
/// <param name="Field">Which part of the message is invalid.</param>
/// <param name="Detail">What is wrong with it.</param>
/// <param name="DuplicateStates">Where the messages of <paramref name="Duplicates"/> stand that are not pending; null for none.</param>
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
/// <c>POST /internal/v1/messages/claim</c>. The answer is a JSON array with, for each call, either the number of a
/// <see cref="CallOutcome"/> or the array of its messages, each as <see cref="PublicApi.MessageResponse"/>. All of them together hold at
/// most 8 MiB of contents and headers, and one message at least; calls that stand first come first.
/// </summary>
/// <param name="Calls">At most 5,000.</param>
public sealed record ClaimMessages(IReadOnlyList<ClaimCall> Calls);

/// <summary>A consumer's wish.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="UserId">Who asks.</param>
/// <param name="IsOperator">Whether they are an operator.</param>
/// <param name="Max">1 to 1,000 messages.</param>
/// <param name="VisibilitySeconds">1 to 43,200; null for the queue's.</param>
/// <param name="Waits">Whether the consumer waits for messages when there are none.</param>
/// <param name="AsksAgain">Whether <see cref="CallOutcome.Held"/> is understood; otherwise that is answered as no messages.</param>
public sealed record ClaimCall(
    string Queue, Guid UserId, bool IsOperator, int Max, int? VisibilitySeconds = null, bool Waits = false, bool AsksAgain = false);

/// <summary><c>POST /internal/v1/messages/settle</c> → <see cref="SettleResult"/>.</summary>
/// <param name="Calls">At most 5,000.</param>
public sealed record SettleMessages(IReadOnlyList<SettleCall> Calls);

/// <summary>What a consumer says of deliveries.</summary>
/// <param name="UserId">Who says so.</param>
/// <param name="IsOperator">Whether they are an operator.</param>
/// <param name="Action">What is to become of them.</param>
/// <param name="Ids">The messages.</param>
/// <param name="Receipts">Their receipts, null for the current delivery.</param>
/// <param name="Seconds">Delay of Requeue, length of Extend.</param>
/// <param name="Reason">Of Requeue and Fail.</param>
public sealed record SettleCall(
    Guid UserId,
    bool IsOperator,
    SettleAction Action,
    IReadOnlyList<long> Ids,
    IReadOnlyList<string?> Receipts,
    int Seconds = 0,
    string? Reason = null);

/// <summary>What is to become of a delivery.</summary>
[JsonConverter(typeof(JsonNumberEnumConverter<SettleAction>))]
public enum SettleAction
{
    /// <summary>Processed.</summary>
    Ack = 0,

    /// <summary>To be delivered again, unless this was the last delivery it may have.</summary>
    Requeue = 1,

    /// <summary>Failed, at once.</summary>
    Fail = 2,

    /// <summary>Invisible for longer.</summary>
    Extend = 3,

    /// <summary>It did not reach the consumer: pending again, and the delivery does not count.</summary>
    Release = 4,
}

/// <summary>Answer to settled deliveries.</summary>
/// <param name="Calls">In the order of the request.</param>
public sealed record SettleResult(IReadOnlyList<SettleCallResult> Calls);

/// <summary>What became of one settle call.</summary>
/// <param name="Outcomes">In the order of its messages.</param>
/// <param name="Failed">Positions of requeued messages that failed instead: it was their last delivery; null for none.</param>
/// <param name="VisibleAt">After Extend, UTC.</param>
public sealed record SettleCallResult(IReadOnlyList<CallOutcome> Outcomes, IReadOnlyList<int>? Failed = null, DateTimeOffset? VisibleAt = null);
