using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Queues;

/// <summary>Validates the settings of a queue.</summary>
internal static class QueueSettingRules
{
    public static void Check(
        string? description, int? visibility, int? deliveries, int? delay, int? ttl, int? deduplication, int? bytes, long? messages, FieldErrors errors)
    {
        if (description is { Length: > QueueLimits.MaxDescriptionLength })
        {
            errors.Add("description", FieldError.Characters(0, QueueLimits.MaxDescriptionLength));
        }

        Range("visibility_timeout_seconds", visibility, QueueLimits.MinVisibilityTimeoutSeconds, QueueLimits.MaxVisibilityTimeoutSeconds, errors);
        Range("max_deliveries", deliveries, QueueLimits.MinDeliveries, QueueLimits.MaxDeliveries, errors);
        Range("delay_seconds", delay, 0, QueueLimits.MaxDelaySeconds, errors);
        Range("ttl_seconds", ttl, 0, QueueLimits.MaxTtlSeconds, errors);
        Range("deduplication_seconds", deduplication, QueueLimits.MinDeduplicationSeconds, QueueLimits.MaxDeduplicationSeconds, errors);
        Range("max_message_bytes", bytes, QueueLimits.MinMessageBytes, QueueLimits.MaxMessageBytes, errors);
        Range("max_messages", messages, QueueLimits.MinMessages, QueueLimits.MaxMessages, errors);
    }

    private static void Range(string field, long? value, long min, long max, FieldErrors errors)
    {
        if (value < min || value > max)
        {
            errors.Add(field, FieldError.Number(min, max));
        }
    }
}
