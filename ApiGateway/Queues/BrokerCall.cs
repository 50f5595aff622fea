using System.Diagnostics;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;

namespace Platform.ApiGateway.Queues;

/// <summary>Represents a call to Broker that is sent in a group with others.</summary>
/// <typeparam name="TAnswer">The type of the answer.</typeparam>
internal abstract class BrokerCall<TAnswer>
{
    private readonly TaskCompletionSource<BrokerAnswer<TAnswer>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets the trace context of the request.</summary>
    public ActivityContext Trace { get; } = Activity.Current?.Context ?? default;

    public Task<BrokerAnswer<TAnswer>> Answer => _answer.Task;

    public void Complete(TAnswer answer) => _answer.TrySetResult(new BrokerAnswer<TAnswer>(answer, null));

    public void Fail(ApiProblem problem) => _answer.TrySetResult(new BrokerAnswer<TAnswer>(default, problem));
}

/// <summary>Holds an answer, or the problem if the outcome is unknown.</summary>
internal readonly record struct BrokerAnswer<TAnswer>(TAnswer? Value, ApiProblem? Problem);

/// <summary>Represents the messages of one caller for one queue.</summary>
internal sealed class PublishBrokerCall(MessagesToPublish messages) : BrokerCall<PublishCallResult>
{
    public MessagesToPublish Messages { get; } = messages;

    /// <summary>Gets the size in bytes.</summary>
    public int Size { get; } = messages.CalculateSize();
}

/// <summary>Represents a consumer's claim for messages.</summary>
internal sealed class ClaimBrokerCall(ClaimCall claim) : BrokerCall<ClaimAnswer>
{
    public ClaimCall Claim { get; private set; } = claim;

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
    /// <summary>Gets the number of messages.</summary>
    public int Count => Messages?.Count ?? 0;
}

/// <summary>Represents acknowledgements and other settlements of deliveries.</summary>
internal sealed class SettleBrokerCall(SettleCall settlement) : BrokerCall<SettleCallResult>
{
    public SettleCall Settlement { get; } = settlement;
}
