using Platform.Broker.Queues;
using Platform.Contracts.Internal;

namespace Platform.Broker.Messages;

/// <summary>What a consumer says of one delivery, and what became of it.</summary>
internal sealed class Settlement(long id, SettleAction action)
{
    public long Id { get; } = id;

    public SettleAction Action { get; } = action;

    /// <summary>Null when the outcome stands already.</summary>
    public KnownQueue? Queue { get; set; }

    /// <summary>Null for the current delivery, whichever it is.</summary>
    public long? Receipt { get; set; }

    /// <summary>Whether it may be the first of a message group.</summary>
    public bool IsGrouped { get; set; }

    public int Seconds { get; init; }

    public string? Reason { get; init; }

    public CallOutcome? Outcome { get; set; }

    /// <summary>Whether a message that was given back failed instead.</summary>
    public bool Failed { get; set; }

    public DateTimeOffset? VisibleAt { get; set; }
}

/// <summary>The settlements of one request, waiting for the commit that they share with others.</summary>
internal sealed class SettleGroup(List<Settlement> settlements) : CallGroup
{
    public List<Settlement> Settlements { get; } = settlements;
}
