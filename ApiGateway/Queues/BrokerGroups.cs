using Microsoft.Extensions.Options;
using Platform.ApiGateway.InternalCalls;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Grouping;

namespace Platform.ApiGateway.Queues;

/// <summary>Groups the calls that wait at the same time into one request to Broker for each kind of call.</summary>
internal sealed class BrokerGroups
{
    private const string WaitingCalls = "message queue";

    /// <summary>The maximum number of times that a claim is repeated while others have locked the messages: about 300 ms in total.</summary>
    private const int MaxLocked = 5;

    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(10);

    private readonly BrokerClient _client;
    private readonly UnreadAnswers _unread;
    private readonly TimeProvider _time;

    public BrokerGroups(BrokerClient client, UnreadAnswers unread, IOptions<BrokerOptions> options, TimeProvider time, ILogger<BrokerGroups> logger)
    {
        (_client, _unread, _time) = (client, unread, time);
        var o = options.Value;
        Publishes = new(Target("publish_group"), new GroupingOptions(o.PublishLanes, o.GroupBytes, o.Waiting), PublishAsync, static call => call.Size, null, logger);
        Claims = new(Target("claim_group"), new GroupingOptions(o.ClaimLanes, o.GroupMessages, o.Waiting), ClaimAsync, static call => call.Claim.Max, null, logger);
        Settlements = new(
            Target("settle_group"), new GroupingOptions(o.SettleLanes, o.GroupMessages, o.Waiting), SettleAsync, static call => call.Settlement.Deliveries.Count, null, logger);
    }

    public GroupSender<PublishBrokerCall, PublishCallResult> Publishes { get; }

    public GroupSender<ClaimBrokerCall, ClaimAnswer> Claims { get; }

    public GroupSender<SettleBrokerCall, SettleCallResult> Settlements { get; }

    private static GroupTarget Target(string span) => new(BrokerClient.Name, span, WaitingCalls);

    private async Task PublishAsync(IReadOnlyList<PublishBrokerCall> calls)
    {
        var reply = await _client.PublishAsync(new PublishMessagesRequest { Calls = { calls.Select(static call => call.Messages) } }, CancellationToken.None);
        Publishes.Expect(calls.Count, reply.Calls.Count);
        for (var i = 0; i < calls.Count; i++)
        {
            calls[i].Complete(reply.Calls[i]);
        }
    }

    private async Task ClaimAsync(IReadOnlyList<ClaimBrokerCall> group)
    {
        var calls = Readers(UnservedFirst(group));
        if (calls.Count == 0)
        {
            return;
        }

        var reply = await _client.ClaimAsync(new ClaimMessagesRequest { Calls = { calls.Select(static call => call.Claim) } }, CancellationToken.None);
        Claims.Expect(calls.Count, reply.Calls.Count);
        for (var i = 0; i < calls.Count; i++)
        {
            Complete(calls[i], reply.Calls[i]);
        }
    }

    private void Complete(ClaimBrokerCall call, ClaimCallResult result)
    {
        switch (result.Outcome)
        {
            case CallOutcome.Held:
                _ = AskAgainAsync(call);
                break;
            case CallOutcome.Again:
                call.FoundFull++;
                Repeat(call);
                break;
            default:
                var bytes = result.Messages.Count > 0 ? result.CalculateSize() : 0;
                if (bytes > 0)
                {
                    _unread.Add(call.UserId, bytes);
                }

                call.Complete(new ClaimAnswer(result.Outcome, result.Messages, bytes));
                break;
        }
    }

    /// <summary>Repeats a claim after a growing pause, without delaying others.</summary>
    private async Task AskAgainAsync(ClaimBrokerCall call)
    {
        var pause = s_firstPause * (1 << call.LockedCount);
        call.FoundLocked(MaxLocked);
        await Task.Delay(pause, _time, CancellationToken.None);
        Repeat(call);
    }

    private void Repeat(ClaimBrokerCall call)
    {
        if (!Claims.TryAdd(call))
        {
            call.Fail(ApiProblem.Dependency(WaitingCalls, 1));
        }
    }

    /// <summary>Removes the calls of users who have not read their earlier answers.</summary>
    private IReadOnlyList<ClaimBrokerCall> Readers(IReadOnlyList<ClaimBrokerCall> group)
    {
        if (!group.Any(call => call.Answer.IsCompleted || _unread.IsFull(call.UserId)))
        {
            return group;
        }

        var readers = new List<ClaimBrokerCall>(group.Count);
        foreach (var call in group)
        {
            if (_unread.IsFull(call.UserId))
            {
                call.Fail(ApiProblem.Unread(UnreadAnswers.MaxBytes));
            }

            // A group that was refused is sent again in parts, with the calls that failed before.
            if (!call.Answer.IsCompleted)
            {
                readers.Add(call);
            }
        }

        return readers;
    }

    /// <summary>
    /// Orders the calls of a group: those that found the answer of an earlier one full, because its size is limited, are served first.
    /// </summary>
    private static IReadOnlyList<ClaimBrokerCall> UnservedFirst(IReadOnlyList<ClaimBrokerCall> group) =>
        group.Any(static call => call.FoundFull > 0) ? [.. group.OrderByDescending(static call => call.FoundFull)] : group;

    private async Task SettleAsync(IReadOnlyList<SettleBrokerCall> calls)
    {
        var reply = await _client.SettleAsync(new SettleMessagesRequest { Calls = { calls.Select(static call => call.Settlement) } }, CancellationToken.None);
        Settlements.Expect(calls.Count, reply.Calls.Count);
        for (var i = 0; i < calls.Count; i++)
        {
            calls[i].Complete(reply.Calls[i]);
        }
    }
}
