using Platform.Contracts.Internal;

namespace Platform.Broker.States;

/// <summary>The column <c>phase</c> of <c>broker.messages</c>, and <see cref="Processed"/> beside it.</summary>
internal enum Phase
{
    /// <summary>Consumers may have it.</summary>
    Ready = 0,

    /// <summary>A consumer has it.</summary>
    Delivered = 1,

    /// <summary>It becomes ready at a later time.</summary>
    Delayed = 2,

    /// <summary>A dead letter.</summary>
    Failed = 3,

    /// <summary>It stands behind another message of its group.</summary>
    Behind = 4,

    /// <summary>Acknowledged. In no row of the table: statements give it for what has left it, and for rows of <c>broker.processed_messages</c>.</summary>
    Processed = 5,
}

internal static class PhaseExtensions
{
    public static MessageState ToState(this Phase phase) => phase switch
    {
        Phase.Delivered => MessageState.Processing,
        Phase.Failed => MessageState.Failed,
        Phase.Processed => MessageState.Processed,
        _ => MessageState.Pending,
    };
}
