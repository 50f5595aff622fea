using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Queues;

/// <summary>Holds the settings of a queue while they are edited, with the defaults of the API. Ranges are in <see cref="QueueLimits"/>.</summary>
public sealed record QueueSettings
{
    /// <summary>Gets or sets the name, which cannot be changed later.</summary>
    public string Name { get; set; } = "";

    /// <summary>Gets or sets the description.</summary>
    public string Description { get; set; } = "";

    /// <summary>Gets or sets the visibility timeout in seconds.</summary>
    public int VisibilityTimeoutSeconds { get; set; } = QueueLimits.DefaultVisibilityTimeoutSeconds;

    /// <summary>Gets or sets the maximum number of deliveries.</summary>
    public int MaxDeliveries { get; set; } = QueueLimits.DefaultDeliveries;

    /// <summary>Gets or sets the delivery delay in seconds; 0 for none.</summary>
    public int DelaySeconds { get; set; }

    /// <summary>Gets or sets the time to live in seconds; 0 for no end.</summary>
    public int TtlSeconds { get; set; }

    /// <summary>Gets or sets the deduplication window in seconds.</summary>
    public int DeduplicationSeconds { get; set; } = QueueLimits.DefaultDeduplicationSeconds;

    /// <summary>Gets or sets the maximum size of a message in bytes.</summary>
    public int MaxMessageBytes { get; set; } = QueueLimits.DefaultMessageBytes;

    /// <summary>Gets or sets the maximum number of messages.</summary>
    public long MaxMessages { get; set; } = QueueLimits.DefaultMessages;

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
