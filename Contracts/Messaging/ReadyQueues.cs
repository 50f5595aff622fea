namespace Platform.Contracts.Messaging;

/// <summary>Signals on the Redis channel <see cref="Channel"/> that queues with waiting consumers have messages to deliver.</summary>
/// <param name="Queues">The queues, each once.</param>
public sealed record ReadyQueues(IReadOnlyList<QueueSignal> Queues)
{
    /// <summary>The Redis channel on which ready queues are published.</summary>
    public const string Channel = "queues.ready";
}

/// <summary>Represents a queue that has messages to deliver.</summary>
/// <param name="Name">The name of the queue.</param>
/// <param name="Messages">The approximate number of messages.</param>
public sealed record QueueSignal(string Name, int Messages);
