using Platform.Broker.Queues;
using Platform.Contracts.Internal;

namespace Platform.Broker.Messages;

/// <summary>A message that was published, on its way into the table.</summary>
internal sealed class NewMessage
{
    /// <summary>JSON as it came.</summary>
    public required byte[] Content { get; init; }

    /// <summary>0 JSON, 1 text, 2 binary.</summary>
    public required short ContentType { get; init; }

    /// <summary>A JSON object as it came.</summary>
    public byte[]? Headers { get; init; }

    public short Priority { get; init; }

    /// <summary>As it came; null for the queue's.</summary>
    public int? DelaySeconds { get; init; }

    /// <summary>As it came; null for the queue's.</summary>
    public int? TtlSeconds { get; init; }

    public DateTimeOffset? AvailableAt { get; private set; }

    public DateTimeOffset? ExpiresAt { get; private set; }

    public string? Group { get; init; }

    public string? DeduplicationId { get; init; }

    /// <summary>Whether it needs none of the columns that most messages leave empty.</summary>
    public bool IsPlain => Headers is null && Priority == 0 && AvailableAt is null && ExpiresAt is null && Group is null && DeduplicationId is null;

    public long Id { get; set; }

    /// <summary>When the earlier message of this deduplication id was stored; null for one that is new.</summary>
    public DateTimeOffset? EarlierAt { get; set; }

    /// <summary>Where the message of its id stands: one that is new is pending.</summary>
    public MessageState State { get; set; } = MessageState.Pending;

    /// <summary>Reckons its times; where it brings none, those of the queue hold.</summary>
    public void Schedule(QueueDefinition queue, DateTimeOffset now)
    {
        int wait = DelaySeconds ?? queue.DelaySeconds;
        AvailableAt = wait > 0 ? now.AddSeconds(wait) : null;
        ExpiresAt = (TtlSeconds ?? queue.TtlSeconds) is { } life ? now.AddSeconds(life) : null;
    }
}
