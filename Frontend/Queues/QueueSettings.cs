using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Queues;

/// <summary>The settings of a queue while someone edits them; the defaults are the API's.</summary>
public sealed class QueueSettings
{
    /// <summary>Its name; cannot be changed later.</summary>
    public string Name { get; set; } = "";

    /// <summary>For people.</summary>
    public string Description { get; set; } = "";

    /// <summary>1 to 43,200.</summary>
    public int VisibilityTimeoutSeconds { get; set; } = 30;

    /// <summary>1 to 1,000.</summary>
    public int MaxDeliveries { get; set; } = 5;

    /// <summary>0 to 604,800.</summary>
    public int DelaySeconds { get; set; }

    /// <summary>0 for no end, else 1 to 2,592,000.</summary>
    public int TtlSeconds { get; set; }

    /// <summary>1 to 86,400.</summary>
    public int DeduplicationSeconds { get; set; } = 300;

    /// <summary>1 to 1,048,576.</summary>
    public int MaxMessageBytes { get; set; } = 262_144;

    /// <summary>1 to 100,000,000.</summary>
    public long MaxMessages { get; set; } = 10_000_000;

    /// <summary>Whether acknowledged messages stay readable for some hours.</summary>
    public bool KeepProcessed { get; set; } = true;

    /// <summary>Those of a queue.</summary>
    /// <param name="queue">As it is.</param>
    public static QueueSettings Of(QueueResponse queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return new()
        {
            Name = queue.Name,
            Description = queue.Description ?? "",
            VisibilityTimeoutSeconds = queue.VisibilityTimeoutSeconds,
            MaxDeliveries = queue.MaxDeliveries,
            DelaySeconds = queue.DelaySeconds,
            TtlSeconds = queue.TtlSeconds ?? 0,
            DeduplicationSeconds = queue.DeduplicationSeconds,
            MaxMessageBytes = queue.MaxMessageBytes,
            MaxMessages = queue.MaxMessages,
            KeepProcessed = queue.KeepProcessed,
        };
    }

    /// <summary>A request for a queue with them.</summary>
    public CreateQueueRequest ToNew() => new(
        Name.Trim(),
        Description.Trim() is { Length: > 0 } description ? description : null,
        VisibilityTimeoutSeconds, MaxDeliveries, DelaySeconds, TtlSeconds, DeduplicationSeconds, MaxMessageBytes, MaxMessages, KeepProcessed);

    /// <summary>A request to change a queue to them.</summary>
    public UpdateQueueRequest ToChanges() =>
        new(Description.Trim(), VisibilityTimeoutSeconds, MaxDeliveries, DelaySeconds, TtlSeconds, DeduplicationSeconds, MaxMessageBytes, MaxMessages, KeepProcessed);
}
