using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Queues;

/// <summary>Validates the settings of a queue.</summary>
internal static class QueueSettingRules
{
    public static void Check(
        string? description, int? visibility, int? deliveries, int? delay, int? ttl, int? deduplication, int? bytes, long? messages, FieldErrors errors)
    {
        if (description is { Length: > 500 })
        {
            errors.Add("description", FieldFault.Characters(0, 500));
        }

        Range("visibility_timeout_seconds", visibility, 1, 43_200, errors);
        Range("max_deliveries", deliveries, 1, 1000, errors);
        Range("delay_seconds", delay, 0, 604_800, errors);
        Range("ttl_seconds", ttl, 0, 2_592_000, errors);
        Range("deduplication_seconds", deduplication, 1, 86_400, errors);
        Range("max_message_bytes", bytes, 1, 1_048_576, errors);
        Range("max_messages", messages, 1, 100_000_000, errors);
    }

    private static void Range(string field, long? value, long min, long max, FieldErrors errors)
    {
        if (value < min || value > max)
        {
            errors.Add(field, FieldFault.Number(min, max));
        }
    }
}
