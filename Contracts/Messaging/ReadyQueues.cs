namespace Platform.Contracts.Messaging;

/// <summary>On the Redis channel <see cref="Channel"/>: queues whose consumers wait have got messages to deliver.</summary>
/// <param name="Queues">Each queue once.</param>
public sealed record ReadyQueues(IReadOnlyList<QueueSignal> Queues)
{
    /// <summary>The Redis channel.</summary>
    public const string Channel = "queues.ready";
}

/// <summary>A queue that has got messages to deliver.</summary>
/// <param name="Name">The queue.</param>
/// <param name="Messages">About how many.</param>
public sealed record QueueSignal(string Name, int Messages);
