using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Queues;

/// <summary>Holds the settings of a queue while they are edited, with the defaults of the API.</summary>
public sealed record QueueSettings
{
    /// <summary>Gets or sets the name, which cannot be changed later.</summary>
    public string Name { get; set; } = "";

    /// <summary>Gets or sets the description.</summary>
    public string Description { get; set; } = "";

    /// <summary>Gets or sets the visibility timeout; 1 to 43,200.</summary>
    public int VisibilityTimeoutSeconds { get; set; } = 30;

    /// <summary>Gets or sets the maximum number of deliveries; 1 to 1,000.</summary>
    public int MaxDeliveries { get; set; } = 5;

    /// <summary>Gets or sets the delivery delay; 0 to 604,800.</summary>
    public int DelaySeconds { get; set; }

    /// <summary>Gets or sets the time to live; 0 for none, else 1 to 2,592,000.</summary>
    public int TtlSeconds { get; set; }

    /// <summary>Gets or sets the deduplication window; 1 to 86,400.</summary>
    public int DeduplicationSeconds { get; set; } = 300;

    /// <summary>Gets or sets the maximum size of a message; 1 to 1,048,576.</summary>
    public int MaxMessageBytes { get; set; } = 262_144;

    /// <summary>Gets or sets the maximum number of messages; 1 to 100,000,000.</summary>
    public long MaxMessages { get; set; } = 10_000_000;

    /// <summary>Gets or sets whether acknowledged messages remain readable for some hours.</summary>
    public bool KeepProcessed { get; set; } = true;

    /// <summary>Reads the settings of a queue.</summary>
    /// <param name="queue">The queue.</param>
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

    /// <summary>Creates the request for a new queue with these settings.</summary>
    public CreateQueueRequest ToNew() => new(
        Name.Trim(),
        Description.Trim() is { Length: > 0 } description ? description : null,
        VisibilityTimeoutSeconds, MaxDeliveries, DelaySeconds, TtlSeconds, DeduplicationSeconds, MaxMessageBytes, MaxMessages, KeepProcessed);

    /// <summary>Creates the request for the changed settings only, so that concurrent changes of others are kept.</summary>
    /// <param name="known">The settings when editing started.</param>
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
