using System.Diagnostics;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;

namespace Platform.ApiGateway.Queues;

/// <summary>A request to the broker, waiting for the hop that it shares with others.</summary>
/// <typeparam name="TAnswer">What becomes of it.</typeparam>
internal abstract class BrokerCall<TAnswer>
{
    private readonly TaskCompletionSource<Answered<TAnswer>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The request's span, if it is traced.</summary>
    public ActivityContext Trace { get; } = Activity.Current?.Context ?? default;

    public Task<Answered<TAnswer>> Answer => _answer.Task;

    public void Complete(TAnswer answer) => _answer.TrySetResult(new Answered<TAnswer>(answer, null));

    public void Fail(ApiProblem problem) => _answer.TrySetResult(new Answered<TAnswer>(default, problem));
}

/// <summary>An answer, or the problem why nothing is known of the call.</summary>
internal readonly record struct Answered<TAnswer>(TAnswer? Value, ApiProblem? Problem);

/// <summary>Messages of one caller for one queue; the JSON is that of a call (see <see cref="PublishResult"/>).</summary>
internal sealed class PublishBrokerCall(ReadOnlyMemory<byte> json) : BrokerCall<PublishCallResult>
{
    public ReadOnlyMemory<byte> Json { get; } = json;
}

/// <summary>A consumer's wish.</summary>
internal sealed class ClaimBrokerCall(ClaimCall claim) : BrokerCall<Claimed>
{
    public ClaimCall Claim { get; private set; } = claim;

    /// <summary>How often others held what there is.</summary>
    public int Held { get; private set; }

    /// <summary>How often an answer had no room left for it.</summary>
    public int TurnedAway { get; set; }

    /// <summary>Others hold what there is; from the last time on an empty answer is taken as such.</summary>
    public void FoundHeld(int most)
    {
        if (++Held >= most)
        {
            Claim = Claim with { AsksAgain = false };
        }
    }
}

/// <summary>What a consumer got.</summary>
/// <param name="Outcome">Done, or why there is nothing.</param>
/// <param name="Messages">A JSON array of messages.</param>
/// <param name="Count">How many.</param>
internal readonly record struct Claimed(CallOutcome Outcome, ReadOnlyMemory<byte> Messages, int Count);

/// <summary>What a consumer says of deliveries.</summary>
internal sealed class SettleBrokerCall(SettleCall settlement) : BrokerCall<SettleCallResult>
{
    public SettleCall Settlement { get; } = settlement;
}
