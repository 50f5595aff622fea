using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Broker.Queues;

/// <summary>The gRPC service that reads and changes queues and their rights.</summary>
internal sealed class QueueApi(QueueRegistry registry, QueueStore store, QueueSignals signals) : QueueService.QueueServiceBase
{
    private const int MaxQueues = 1000;
    private const int MaxText = 500;

    public override async Task<QueueRecord> Create(NewQueueRequest request, ServerCallContext context)
    {
        var user = ActingUser.Of(request.Actor);
        var settings = request.Settings ?? new QueueConfiguration();
        CheckDescription(settings);
        var id = await store.CreateAsync(user.Id, request.Name, settings, context.CancellationToken);
        return await store.GetAsync(id, user, context.CancellationToken);
    }

    public override Task<SearchQueuesReply> Search(SearchQueuesRequest request, ServerCallContext context)
    {
        Demand.Range(request.Limit, 1, MaxQueues, "limit");
        Demand.That(request.After is not { Length: > MaxText }, "after", "At most 500 characters.");
        Demand.That(request.NameContains is not { Length: > MaxText }, "name_contains", "At most 500 characters.");
        return store.SearchAsync(request, ActingUser.Of(request.Actor), context.CancellationToken);
    }

    public override async Task<QueueRecord> Get(QueueRequest request, ServerCallContext context)
    {
        var user = ActingUser.Of(request.Actor);
        var queue = await registry.RequireAsync(request.Name, user, Rights.All, context.CancellationToken);
        return await store.GetAsync(queue.Id, user, context.CancellationToken);
    }

    public override async Task<QueueRecord> Update(ChangeQueueRequest request, ServerCallContext context)
    {
        var user = ActingUser.Of(request.Actor);
        var settings = request.Settings ?? new QueueConfiguration();
        CheckDescription(settings);
        var queue = await registry.RequireAsync(request.Name, user, Rights.Manage, context.CancellationToken);
        await store.UpdateAsync(queue.Id, settings, request.Paused, context.CancellationToken);
        if (request.Paused == false)
        {
            signals.Ready(queue, int.MaxValue);
        }

        return await store.GetAsync(queue.Id, user, context.CancellationToken);
    }

    public override async Task<Empty> Delete(QueueRequest request, ServerCallContext context)
    {
        var queue = await registry.RequireAsync(request.Name, ActingUser.Of(request.Actor), Rights.Manage, context.CancellationToken);
        await store.DeleteAsync(queue.Id, context.CancellationToken);
        return new Empty();
    }

    public override async Task<Empty> Leave(QueueRequest request, ServerCallContext context)
    {
        var user = ActingUser.Of(request.Actor);
        if (await registry.FindAsync(request.Name, context.CancellationToken) is { } queue)
        {
            await store.LeaveAsync(queue.Id, user.Id, context.CancellationToken);
        }

        return new Empty();
    }

    public override async Task<ChangeRightsReply> Share(ChangeRightsRequest request, ServerCallContext context)
    {
        Demand.That(!request.Rights.Contains(QueuePermission.Unspecified), "rights", "One of the values is not allowed.");
        var user = request.UserId.ToGuidOrNull("user_id");
        var queue = await registry.RequireAsync(request.Name, ActingUser.Of(request.Actor), Rights.Manage, context.CancellationToken);
        if (user is { } shared)
        {
            await store.ShareAsync(queue.Id, shared, request.Rights.ToRights() & Rights.Shareable, context.CancellationToken);
        }

        return new ChangeRightsReply { Shares = { await store.SharesAsync(queue.Id, context.CancellationToken) } };
    }

    public override Task<QueueTotals> GetTotals(Empty request, ServerCallContext context) => store.TotalsAsync(context.CancellationToken);

    private static void CheckDescription(QueueConfiguration settings) =>
        Demand.That(settings.Description is not { Length: > MaxText }, "settings.description", "At most 500 characters.");
}
