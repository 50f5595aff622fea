using System.Collections.Frozen;

namespace Platform.Broker.Queues;

/// <summary>A queue's settings and who may do what with it; immutable.</summary>
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
    public Rights RightsOf(Guid user, bool isOperator) =>
        isOperator || user == OwnerId ? Rights.All : Shares.GetValueOrDefault(user);
}
