using Grpc.Core;
using Platform.Broker.Queues;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Grouping;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Refusals;
using Platform.ServiceDefaults.Texts;

namespace Platform.Broker.Messages;

/// <summary>The gRPC service that publishes, claims and settles messages. A request contains the calls of many users, each with its own result.</summary>
internal sealed class MessageApi(
    QueueRegistry registry,
    SettleWriter settleWriter,
    Grouping<PublishGroup> publishes,
    Grouping<ClaimGroup> claims,
    Grouping<SettleGroup> settlements,
    TimeProvider time) : MessageService.MessageServiceBase
{
    private const int MaxCalls = 5000;
    private const int MaxMessages = 4000;
    private const int MaxReason = 500;

    [CheckedInParts]
    public override async Task<PublishMessagesReply> Publish(PublishMessagesRequest request, ServerCallContext context)
    {
        var now = time.GetUtcNow();
        var calls = new List<PublishCall>(request.Calls.Count);
        foreach (var requested in request.Calls)
        {
            var call = PublishRules.Read(requested);
            calls.Add(call);
            if (call.Result is null)
            {
                await call.ResolveAsync(registry, now, context.CancellationToken);
            }
        }

        var group = new PublishGroup(calls);
        if (group.Weight > 0)
        {
            await RunAsync(publishes, group, context.CancellationToken);
        }

        MessageTracing.Published(calls);
        return new PublishMessagesReply { Calls = { calls.Select(call => call.Result!) } };
    }

    [CheckedInParts]
    public override async Task<ClaimMessagesReply> Claim(ClaimMessagesRequest request, ServerCallContext context)
    {
        Demand.Range(request.Calls.Count, 1, MaxCalls, "calls");
        var all = new List<Claim>(request.Calls.Count);
        foreach (var call in request.Calls)
        {
            all.Add(await ResolveAsync(call, context.CancellationToken));
        }

        var group = new ClaimGroup(all);
        if (group.Weight > 0)
        {
            await RunAsync(claims, group, context.CancellationToken);
        }

        return new ClaimMessagesReply { Calls = { all.Select(claim => claim.ToResult()) } };
    }

    [CheckedInParts]
    public override async Task<SettleMessagesReply> Settle(SettleMessagesRequest request, ServerCallContext context)
    {
        Demand.Range(request.Calls.Count, 1, MaxCalls, "calls");
        var all = new List<Settlement>();
        foreach (var call in request.Calls)
        {
            var own = call.Deliveries
                .Select(delivery => new Settlement(delivery.Id, call.Action) { Seconds = call.Seconds, Reason = call.HasReason ? call.Reason : null })
                .ToList();
            all.AddRange(own);
            if (!IsValid(call) || !ActingUser.TryRead(call.Actor, out var user))
            {
                own.ForEach(settlement => settlement.Outcome = CallOutcome.Invalid);
                continue;
            }

            var receipts = call.Deliveries.Select(delivery => delivery.HasReceipt ? delivery.Receipt : null).ToList();
            await settleWriter.ResolveAsync(own, receipts, user.Id, user.IsOperator, context.CancellationToken);
        }

        if (all.Exists(settlement => settlement.Outcome is null))
        {
            await RunAsync(settlements, new SettleGroup(all), context.CancellationToken);
        }

        var result = new SettleMessagesReply();
        var at = 0;
        foreach (var call in request.Calls)
        {
            result.Calls.Add(ResultOf(all.GetRange(at, call.Deliveries.Count)));
            at += call.Deliveries.Count;
        }

        return result;
    }

    private async ValueTask<Claim> ResolveAsync(ClaimCall call, CancellationToken cancellationToken)
    {
        if (call.Max is < 1 or > MaxMessages || (call.HasVisibilitySeconds && call.VisibilitySeconds is < 1 or > QueueLimits.MaxVisibilityTimeoutSeconds)
            || !ActingUser.TryRead(call.Actor, out var user))
        {
            return new Claim(null, CallOutcome.Invalid, call);
        }

        var queue = await registry.FindAsync(call.Queue, cancellationToken);
        var rights = queue?.Definition.RightsOf(user.Id, user.IsOperator) ?? Rights.None;
        var outcome = rights == Rights.None ? CallOutcome.NotFound
            : (rights & Rights.Consume) == Rights.None ? CallOutcome.Forbidden
            : CallOutcome.Done;
        return new Claim(outcome == CallOutcome.Done ? queue : null, outcome, call);
    }

    private static bool IsValid(SettleCall call) =>
        call.Deliveries.Count <= MaxMessages && Enum.IsDefined(call.Action) && call.Action != SettleAction.Unspecified
        && call.Seconds is >= 0 and <= QueueLimits.MaxVisibilityTimeoutSeconds && call.Reason.Length <= MaxReason && StorableText.IsStorable(call.Reason);

    private static SettleCallResult ResultOf(List<Settlement> settlements)
    {
        var result = new SettleCallResult { VisibleAt = settlements.Count > 0 ? MessageRecords.ToTimestamp(settlements[0].VisibleAt) : null };
        for (var i = 0; i < settlements.Count; i++)
        {
            result.Outcomes.Add(settlements[i].Outcome!.Value);
            if (settlements[i].Failed)
            {
                result.Failed.Add(i);
            }
        }

        return result;
    }

    // Cancellation ends only the wait: calls that were added are executed in any case.
    private static async Task RunAsync<T>(Grouping<T> grouping, T group, CancellationToken cancellationToken)
        where T : CallGroup
    {
        if (!grouping.TryAdd(group))
        {
            throw new TimeoutException("Too many calls wait already.");
        }

        await group.Done.WaitAsync(cancellationToken);
    }
}
