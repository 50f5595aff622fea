using Platform.Contracts.PublicApi;

namespace Platform.Client.Consuming;

/// <summary>Works off the messages of a queue. Made anew, in a scope of its own, for each message.</summary>
public interface IMessageHandler
{
    /// <summary>
    /// Works off one message: acknowledged when this returns, given back when it throws, failed at once when it throws
    /// <see cref="RejectMessageException"/>. A message may come more than once.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Cancelled when the delivery is lost to another consumer, or the time to stop has run out.</param>
    Task HandleAsync(MessageResponse message, CancellationToken cancellationToken);
}

/// <summary>The message can never be worked off: it fails at once instead of coming again.</summary>
/// <param name="reason">Why, for the dead letters; at most 500 characters.</param>
public sealed class RejectMessageException(string reason) : Exception(reason);
