using Platform.Contracts.Internal;

namespace Platform.Broker.States;

/// <summary>The phase of a message: the column <c>phase</c> of <c>broker.messages</c>, and <see cref="Processed"/> for messages that have left the table.</summary>
internal enum Phase
{
    /// <summary>The message can be delivered.</summary>
    Ready = 0,

    /// <summary>The message is delivered to a consumer, and invisible to others until its visibility timeout has passed.</summary>
    Delivered = 1,

    /// <summary>The message becomes ready at a later time.</summary>
    Delayed = 2,

    /// <summary>The message is a dead letter.</summary>
    Failed = 3,

    /// <summary>The message waits until the messages of its group before it are done.</summary>
    Behind = 4,

    /// <summary>The message was acknowledged. No row has this phase; statements return it for acknowledged messages and rows of <c>broker.processed_messages</c>.</summary>
    Processed = 5,
}

/// <summary>Converts phases for the API.</summary>
internal static class PhaseExtensions
{
    /// <summary>Returns the state that the API shows for a phase.</summary>
    public static MessageState ToState(this Phase phase) => phase switch
    {
        Phase.Delivered => MessageState.Processing,
        Phase.Failed => MessageState.Failed,
        Phase.Processed => MessageState.Processed,
        _ => MessageState.Pending,
    };
}
