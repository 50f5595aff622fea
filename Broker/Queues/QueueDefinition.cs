using System.Collections.Frozen;

namespace Platform.Broker.Queues;

/// <summary>The settings and rights of a queue. Immutable.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name, which is unique among existing queues.</param>
/// <param name="OwnerId">The user who created the queue.</param>
/// <param name="CreatedAt">When the queue was created, UTC.</param>
/// <param name="UpdatedAt">When settings or rights were last changed, UTC; orders definitions that are read concurrently.</param>
/// <param name="Paused">True if no messages are delivered.</param>
/// <param name="KeepProcessed">True if acknowledged messages can still be read for a while.</param>
/// <param name="VisibilitySeconds">The default visibility timeout of a delivery.</param>
/// <param name="MaxDeliveries">The number of deliveries after which a message becomes a dead letter.</param>
/// <param name="DelaySeconds">The default delay before a message is delivered.</param>
/// <param name="TtlSeconds">The default lifetime of a message; null for no limit.</param>
/// <param name="DeduplicationSeconds">How long deduplication ids are remembered.</param>
/// <param name="MaxMessageBytes">The maximum size of a message's content.</param>
/// <param name="MaxMessages">The maximum number of messages that are not processed.</param>
/// <param name="Description">The description by the owner; null for none.</param>
/// <param name="Shares">The rights of other users.</param>
internal sealed record QueueDefinition(
    int Id,
    string Name,
    Guid OwnerId,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    bool Paused,
    bool KeepProcessed,
    int VisibilitySeconds,
    int MaxDeliveries,
    int DelaySeconds,
    int? TtlSeconds,
    int DeduplicationSeconds,
    int MaxMessageBytes,
    long MaxMessages,
    string? Description,
    FrozenDictionary<Guid, Rights> Shares)
{
    /// <summary>The rights of a user.</summary>
    public Rights RightsOf(Guid user, bool isOperator) =>
        isOperator || user == OwnerId ? Rights.All : Shares.GetValueOrDefault(user);
}
