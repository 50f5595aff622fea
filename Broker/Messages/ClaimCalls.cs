using Platform.Broker.Queues;
using Platform.Contracts.Internal;

namespace Platform.Broker.Messages;

/// <summary>A consumer's call for messages, and its result.</summary>
/// <param name="queue">The queue; null if the call is refused.</param>
/// <param name="outcome">The outcome as known before the claim.</param>
/// <param name="call">The call.</param>
internal sealed class Claim(KnownQueue? queue, CallOutcome outcome, ClaimCall call)
{
    /// <summary>The queue; null if the call is refused.</summary>
    public KnownQueue? Queue { get; } = queue;

    /// <summary>The outcome of the call.</summary>
    public CallOutcome Outcome { get; private set; } = outcome;

    /// <summary>The maximum number of messages.</summary>
    public int Max => call.Max;

    /// <summary>True if the consumer waits for a signal when there is no message.</summary>
    public bool Waits => call.Waits;

    /// <summary>The visibility timeout of the delivered messages, in seconds.</summary>
    public int VisibilitySeconds => call.HasVisibilitySeconds ? call.VisibilitySeconds : Queue!.Definition.VisibilitySeconds;

    /// <summary>The delivered messages.</summary>
    public List<DeliveredMessage> Messages { get; } = [];

    /// <summary>Sets the outcome to "again": there are more messages, but the answer is full.</summary>
    public void MarkAnswerFull() => Outcome = CallOutcome.Again;

    /// <summary>
    /// Sets the outcome to "held" if the caller can ask again: there are messages, but they are locked by another claim, which may not take them.
    /// Returns false if the caller cannot ask again, so that locked messages are the same as no messages.
    /// </summary>
    public bool TryMarkLocked()
    {
        Outcome = call.AsksAgain ? CallOutcome.Held : Outcome;
        return call.AsksAgain;
    }
}

/// <summary>The claims of one request. Several requests share a statement.</summary>
internal sealed class ClaimGroup(List<Claim> claims) : CallGroup
{
    /// <summary>The claims.</summary>
    public List<Claim> Claims { get; } = claims;

    /// <summary>The maximum number of messages of all claims.</summary>
    public int Weight { get; } = claims.Sum(claim => claim.Queue is null ? 0 : claim.Max);
}

/// <summary>A message that is delivered to a consumer. Times are UTC.</summary>
/// <param name="Id">The id.</param>
/// <param name="Queue">The queue.</param>
/// <param name="CreatedAt">When it was published.</param>
/// <param name="DeliveredAt">When this delivery began.</param>
/// <param name="VisibleAt">When it becomes visible again, unless it is settled before.</param>
/// <param name="ExpiresAt">When its lifetime ends; null for never.</param>
/// <param name="DeliveryCount">The number of deliveries including this one.</param>
/// <param name="Priority">The priority from 0 to 9.</param>
/// <param name="ContentType">The number of the content type.</param>
/// <param name="Content">The content as published, a JSON value.</param>
/// <param name="Headers">The headers as published, a JSON object; null for none.</param>
/// <param name="Group">The message group; null for none.</param>
/// <param name="DeduplicationId">The deduplication id; null for none.</param>
/// <param name="TraceParent">The trace context of the publisher; null for none.</param>
/// <param name="Receipt">The number of the receipt.</param>
internal sealed record DeliveredMessage(
    long Id,
    QueueDefinition Queue,
    DateTimeOffset CreatedAt,
    DateTimeOffset DeliveredAt,
    DateTimeOffset VisibleAt,
    DateTimeOffset? ExpiresAt,
    int DeliveryCount,
    short Priority,
    short ContentType,
    byte[] Content,
    byte[]? Headers,
    string? Group,
    string? DeduplicationId,
    string? TraceParent,
    long Receipt);
