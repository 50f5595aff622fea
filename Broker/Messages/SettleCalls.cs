using Platform.Broker.Queues;
using Platform.Contracts.Internal;

namespace Platform.Broker.Messages;

/// <summary>A consumer's settlement of one delivery, and its result.</summary>
/// <param name="id">The id of the message.</param>
/// <param name="action">The action.</param>
internal sealed class Settlement(long id, SettleAction action)
{
    /// <summary>The id of the message.</summary>
    public long Id { get; } = id;

    /// <summary>The action.</summary>
    public SettleAction Action { get; } = action;

    /// <summary>The queue; null if the settlement is refused.</summary>
    public KnownQueue? Queue { get; set; }

    /// <summary>The number of the receipt; null for the current delivery, whichever it is.</summary>
    public long? Receipt { get; set; }

    /// <summary>True if the message belongs to a group, so that its next message may have to be promoted.</summary>
    public bool IsGrouped { get; set; }

    /// <summary>The delay of a returned message, or the extension of the visibility timeout, in seconds.</summary>
    public int Seconds { get; init; }

    /// <summary>The reason of a returned or failed message; null for none.</summary>
    public string? Reason { get; init; }

    /// <summary>The outcome; null while it is not known.</summary>
    public CallOutcome? Outcome { get; set; }

    /// <summary>True if a returned message became a dead letter, because it had its last delivery.</summary>
    public bool Failed { get; set; }

    /// <summary>When an extended delivery becomes visible again, UTC.</summary>
    public DateTimeOffset? VisibleAt { get; set; }
}

/// <summary>The settlements of one request. Several requests share a commit.</summary>
internal sealed class SettleGroup(List<Settlement> settlements) : CallGroup
{
    /// <summary>The settlements.</summary>
    public List<Settlement> Settlements { get; } = settlements;
}
