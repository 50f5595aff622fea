using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Queues;

/// <summary>The settings of a queue while someone edits them; the defaults are the API's.</summary>
public sealed record QueueSettings
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

    /// <summary>A request for what differs: the rest is left to others who change it at the same time.</summary>
    /// <param name="known">As they were when they began to be edited.</param>
    public UpdateQueueRequest ChangesFrom(QueueSettings known)
    {
        ArgumentNullException.ThrowIfNull(known);
        return new(
            Description.Trim() == known.Description ? null : Description.Trim(),
            Changed(VisibilityTimeoutSeconds, known.VisibilityTimeoutSeconds),
            Changed(MaxDeliveries, known.MaxDeliveries),
            Changed(DelaySeconds, known.DelaySeconds),
            Changed(TtlSeconds, known.TtlSeconds),
            Changed(DeduplicationSeconds, known.DeduplicationSeconds),
            Changed(MaxMessageBytes, known.MaxMessageBytes),
            Changed(MaxMessages, known.MaxMessages),
            Changed(KeepProcessed, known.KeepProcessed));

        static T? Changed<T>(T value, T before)
            where T : struct => EqualityComparer<T>.Default.Equals(value, before) ? null : value;
    }
}
