using Platform.Contracts.PublicApi;

namespace Platform.Client.Consuming;

/// <summary>Handles the messages of a queue. A new instance is created for each message, in a scope of its own.</summary>
public interface IMessageHandler
{
    /// <summary>
    /// Handles one message. The message is acknowledged when this returns, returned to the queue when it throws, and failed at once when it throws
    /// <see cref="RejectMessageException"/>. A message may be delivered more than once.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Cancelled when the delivery is lost to another consumer, or the time to stop is up.</param>
    Task HandleAsync(MessageResponse message, CancellationToken cancellationToken);
}

/// <summary>Thrown when a message can never be handled: it fails at once instead of being redelivered.</summary>
/// <param name="reason">The reason for the dead letters; at most 500 characters.</param>
public sealed class RejectMessageException(string reason) : Exception(reason);
