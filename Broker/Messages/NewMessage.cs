using Platform.Broker.Queues;
using Platform.Contracts.Internal;

namespace Platform.Broker.Messages;

/// <summary>A published message that is about to be stored.</summary>
internal sealed class NewMessage
{
    /// <summary>The content as published, a JSON value in UTF-8.</summary>
    public required byte[] Content { get; init; }

    /// <summary>The number of the content type: 0 JSON, 1 text, 2 binary.</summary>
    public required short ContentType { get; init; }

    /// <summary>The headers as published, a JSON object in UTF-8; null for none.</summary>
    public byte[]? Headers { get; init; }

    /// <summary>The priority from 0 to 9.</summary>
    public short Priority { get; init; }

    /// <summary>The delay before delivery, in seconds; null for the default of the queue.</summary>
    public int? DelaySeconds { get; init; }

    /// <summary>The lifetime, in seconds; null for the default of the queue.</summary>
    public int? TtlSeconds { get; init; }

    /// <summary>When a delayed message becomes ready, UTC; null for immediately.</summary>
    public DateTimeOffset? AvailableAt { get; private set; }

    /// <summary>When the lifetime ends, UTC; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>The message group; null for none.</summary>
    public string? Group { get; init; }

    /// <summary>The deduplication id; null for none.</summary>
    public string? DeduplicationId { get; init; }

    /// <summary>True if the message has none of the columns that most messages leave empty.</summary>
    public bool IsPlain => Headers is null && Priority == 0 && AvailableAt is null && ExpiresAt is null && Group is null && DeduplicationId is null;

    /// <summary>The id; 0 until the message is stored or found to be a duplicate.</summary>
    public long Id { get; set; }

    /// <summary>When the earlier message with the same deduplication id was stored, UTC; null for a new message.</summary>
    public DateTimeOffset? EarlierAt { get; set; }

    /// <summary>The state of the message with this id: pending for a new one, any state for a duplicate.</summary>
    public MessageState State { get; set; } = MessageState.Pending;

    /// <summary>Computes the times of the message, with the defaults of the queue.</summary>
    public void Schedule(QueueDefinition queue, DateTimeOffset now)
    {
        var delay = DelaySeconds ?? queue.DelaySeconds;
        AvailableAt = delay > 0 ? now.AddSeconds(delay) : null;
        ExpiresAt = (TtlSeconds ?? queue.TtlSeconds) is { } ttl ? now.AddSeconds(ttl) : null;
    }
}
