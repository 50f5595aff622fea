using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.ApiGateway.Queues;

/// <summary>Converts queues to their public form, and public settings to those that Broker takes.</summary>
internal static class PublicQueues
{
    public static QueueResponse ToResponse(QueueRecord queue) => new(
        queue.Id,
        queue.Name,
        queue.CreatedAt.ToDateTimeOffset(),
        queue.UpdatedAt.ToDateTimeOffset(),
        queue.MessageCount,
        queue.MessagesPending,
        queue.MessagesProcessing,
        queue.MessagesProcessed,
        queue.MessagesFailed,
        queue.MessagesTotal,
        queue.OldestPendingAt?.ToDateTimeOffset(),
        queue.Paused,
        queue.OwnerId.ToGuid(),
        ToRights(queue.Rights),
        queue.Settings.Description,
        queue.Settings.VisibilityTimeoutSeconds ?? 0,
        queue.Settings.MaxDeliveries ?? 0,
        queue.Settings.DelaySeconds ?? 0,
        queue.Settings.TtlSeconds,
        queue.Settings.DeduplicationSeconds ?? 0,
        queue.Settings.MaxMessageBytes ?? 0,
        queue.Settings.MaxMessages ?? 0,
        queue.Settings.KeepProcessed ?? false);

    public static QueueShare ToShare(QueueGrant grant) => new(grant.UserId.ToGuid(), ToRights(grant.Rights), grant.GrantedAt.ToDateTimeOffset());

    public static QueueConfiguration ToSettings(this CreateQueueRequest queue) => new()
    {
        Description = queue.Description,
        VisibilityTimeoutSeconds = queue.VisibilityTimeoutSeconds,
        MaxDeliveries = queue.MaxDeliveries,
        DelaySeconds = queue.DelaySeconds,
        TtlSeconds = queue.TtlSeconds,
        DeduplicationSeconds = queue.DeduplicationSeconds,
        MaxMessageBytes = queue.MaxMessageBytes,
        MaxMessages = queue.MaxMessages,
        KeepProcessed = queue.KeepProcessed,
    };

    public static QueueConfiguration ToSettings(this UpdateQueueRequest changes) => new()
    {
        Description = changes.Description,
        VisibilityTimeoutSeconds = changes.VisibilityTimeoutSeconds,
        MaxDeliveries = changes.MaxDeliveries,
        DelaySeconds = changes.DelaySeconds,
        TtlSeconds = changes.TtlSeconds,
        DeduplicationSeconds = changes.DeduplicationSeconds,
        MaxMessageBytes = changes.MaxMessageBytes,
        MaxMessages = changes.MaxMessages,
        KeepProcessed = changes.KeepProcessed,
    };

    private static IReadOnlyList<QueueRight> ToRights(IEnumerable<QueuePermission> rights) => [.. rights.Select(right => (QueueRight)(int)right)];
}
