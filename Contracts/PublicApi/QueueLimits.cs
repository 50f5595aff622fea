namespace Platform.Contracts.PublicApi;

/// <summary>Holds the ranges and defaults of the settings of queues. The database checks the ranges, too.</summary>
public static class QueueLimits
{
    /// <summary>The maximum number of characters in a name.</summary>
    public const int MaxNameLength = 80;

    /// <summary>The maximum number of characters in a description.</summary>
    public const int MaxDescriptionLength = 500;

    /// <summary>The minimum visibility timeout, in seconds.</summary>
    public const int MinVisibilityTimeoutSeconds = 1;

    /// <summary>The maximum visibility timeout, in seconds.</summary>
    public const int MaxVisibilityTimeoutSeconds = 43_200;

    /// <summary>The default visibility timeout, in seconds.</summary>
    public const int DefaultVisibilityTimeoutSeconds = 30;

    /// <summary>The minimum number of deliveries after which a message fails.</summary>
    public const int MinDeliveries = 1;

    /// <summary>The maximum number of deliveries after which a message fails.</summary>
    public const int MaxDeliveries = 1_000;

    /// <summary>The default number of deliveries after which a message fails.</summary>
    public const int DefaultDeliveries = 5;

    /// <summary>The maximum delay of a delivery, in seconds; the minimum and the default are 0, for no delay.</summary>
    public const int MaxDelaySeconds = 604_800;

    /// <summary>The maximum time to live, in seconds; the minimum and the default are 0, for no end.</summary>
    public const int MaxTtlSeconds = 2_592_000;

    /// <summary>The minimum time for which a deduplication id is remembered, in seconds.</summary>
    public const int MinDeduplicationSeconds = 1;

    /// <summary>The maximum time for which a deduplication id is remembered, in seconds.</summary>
    public const int MaxDeduplicationSeconds = 86_400;

    /// <summary>The default time for which a deduplication id is remembered, in seconds.</summary>
    public const int DefaultDeduplicationSeconds = 300;

    /// <summary>The minimum of the limit of a message's size, in bytes of its content as JSON.</summary>
    public const int MinMessageBytes = 1;

    /// <summary>The maximum of the limit of a message's size, in bytes of its content as JSON.</summary>
    public const int MaxMessageBytes = 1_048_576;

    /// <summary>The default limit of a message's size, in bytes of its content as JSON.</summary>
    public const int DefaultMessageBytes = 262_144;

    /// <summary>The minimum of the limit of messages that are pending, processing or failed.</summary>
    public const long MinMessages = 1;

    /// <summary>The maximum of the limit of messages that are pending, processing or failed.</summary>
    public const long MaxMessages = 100_000_000;

    /// <summary>The default limit of messages that are pending, processing or failed.</summary>
    public const long DefaultMessages = 10_000_000;
}
