using Platform.ApiGateway.InternalCalls;
using Platform.Contracts.Internal;

namespace Platform.ApiGateway.Queues;

/// <summary>Represents the messages of one caller for one queue.</summary>
internal sealed class PublishBrokerCall(MessagesToPublish messages) : GroupedCall<PublishCallResult>
{
    public MessagesToPublish Messages { get; } = messages;

    /// <summary>Gets the size in bytes.</summary>
    public int Size { get; } = messages.CalculateSize();
}

/// <summary>Represents a consumer's claim for messages.</summary>
internal sealed class ClaimBrokerCall(ClaimCall claim) : GroupedCall<ClaimAnswer>
{
    public ClaimCall Claim { get; private set; } = claim;

    /// <summary>Gets the user whose responses hold the messages until they are read.</summary>
    public required Guid UserId { get; init; }

    /// <summary>Gets how many times all messages were locked by others.</summary>
    public int LockedCount { get; private set; }

    /// <summary>Gets or sets how many times the group's answer was full.</summary>
    public int FoundFull { get; set; }

    /// <summary>Records that all messages were locked by others; after the given number of times an empty answer is accepted.</summary>
    public void FoundLocked(int most)
    {
        if (++LockedCount >= most)
        {
            Claim = Claim.Clone();
            Claim.AsksAgain = false;
        }
    }
}

/// <summary>Holds the answer to a claim.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Messages">The messages.</param>
/// <param name="Bytes">The size of the messages in bytes.</param>
internal readonly record struct ClaimAnswer(CallOutcome Outcome, IReadOnlyList<MessageRecord> Messages, int Bytes)
{
    /// <summary>Gets the number of messages; 0 in the default value.</summary>
    public int Count => Messages?.Count ?? 0;
}

/// <summary>Represents acknowledgements and other settlements of deliveries.</summary>
internal sealed class SettleBrokerCall(SettleCall settlement) : GroupedCall<SettleCallResult>
{
    public SettleCall Settlement { get; } = settlement;
}
