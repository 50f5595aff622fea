using Platform.Broker.Queues;
using Platform.Contracts.Internal;

namespace Platform.Broker.Messages;

/// <summary>One consumer's wish, and what it got.</summary>
internal sealed class Claim(KnownQueue? queue, CallOutcome outcome, ClaimCall call)
{
    /// <summary>Null when there is nothing to look into.</summary>
    public KnownQueue? Queue { get; } = queue;

    public CallOutcome Outcome { get; private set; } = outcome;

    public int Max => call.Max;

    public bool Waits => call.Waits;

    public int VisibilitySeconds => call.HasVisibilitySeconds ? call.VisibilitySeconds : Queue!.Definition.VisibilitySeconds;

    public List<DeliveredMessage> Messages { get; } = [];

    /// <summary>There are messages, and the answer is full.</summary>
    public void TurnAway() => Outcome = CallOutcome.Again;

    /// <summary>There are messages, and another claim has locked them, which may leave them; false where that is as good as none.</summary>
    public bool TryHold()
    {
        Outcome = call.AsksAgain ? CallOutcome.Held : Outcome;
        return call.AsksAgain;
    }
}

/// <summary>The claims of one request, waiting for the statement that they share with others.</summary>
internal sealed class ClaimGroup(List<Claim> claims) : CallGroup
{
    public List<Claim> Claims { get; } = claims;

    public int Weight { get; } = claims.Sum(claim => claim.Queue is null ? 0 : claim.Max);
}

/// <summary>A message as it goes to its consumer.</summary>
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
