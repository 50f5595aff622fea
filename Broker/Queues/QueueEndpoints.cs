using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Broker.Queues;

/// <summary>Seeing and changing queues.</summary>
internal static class QueueEndpoints
{
    private const int MaxText = 500;

    public static void MapQueues(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/queues", CreateAsync).WithName("create_queue");
        routes.MapPost("/queues/search", SearchAsync).WithName("search_queues");
        routes.MapPost("/queues/get", GetAsync).WithName("get_queue");
        routes.MapPost("/queues/update", UpdateAsync).WithName("update_queue");
        routes.MapPost("/queues/delete", DeleteAsync).WithName("delete_queue");
        routes.MapPost("/queues/leave", LeaveAsync).WithName("leave_queue");
        routes.MapPost("/queues/rights", RightsAsync).WithName("share_queue");
        routes.MapGet("/queues/totals", (QueueStore store, CancellationToken token) => store.TotalsAsync(token)).WithName("queue_totals");
    }

    private static Task<QueueSearchResult> SearchAsync(QueueSearch search, QueueStore store, CancellationToken cancellationToken)
    {
        Demand.Range(search.Limit, 1, 1000, "limit");
        Demand.That(search.After is not { Length: > MaxText }, "after", "At most 500 characters.");
        Demand.That(search.NameContains is not { Length: > MaxText }, "name_contains", "At most 500 characters.");
        return store.SearchAsync(search, cancellationToken);
    }

    private static async Task<IResult> CreateAsync(NewQueue request, QueueStore store, CancellationToken cancellationToken)
    {
        Demand.That(request.Queue.Description is not { Length: > MaxText }, "queue.description", "At most 500 characters.");
        int id = await store.CreateAsync(request.Actor.UserId, request.Queue, cancellationToken);
        return TypedResults.Created((string?)null, await store.GetAsync(id, request.Actor, cancellationToken));
    }

    private static async Task<QueueResponse> GetAsync(NamedQueue request, QueueRegistry registry, QueueStore store, CancellationToken cancellationToken)
    {
        KnownQueue queue = await registry.NeedAsync(request.Name, request.Actor.UserId, request.Actor.IsOperator, Rights.All, cancellationToken);
        return await store.GetAsync(queue.Id, request.Actor, cancellationToken);
    }

    private static async Task<QueueResponse> UpdateAsync(
        ChangeQueue request, QueueRegistry registry, QueueStore store, QueueSignals signals, CancellationToken cancellationToken)
    {
        Demand.That(request.Changes?.Description is not { Length: > MaxText }, "changes.description", "At most 500 characters.");
        KnownQueue queue = await registry.NeedAsync(request.Name, request.Actor.UserId, request.Actor.IsOperator, Rights.Manage, cancellationToken);
        await store.UpdateAsync(queue.Id, request.Changes, request.Paused, cancellationToken);
        if (request.Paused == false)
        {
            signals.Ready(queue, int.MaxValue);
        }

        return await store.GetAsync(queue.Id, request.Actor, cancellationToken);
    }

    private static async Task<IResult> DeleteAsync(NamedQueue request, QueueRegistry registry, QueueStore store, CancellationToken cancellationToken)
    {
        KnownQueue queue = await registry.NeedAsync(request.Name, request.Actor.UserId, request.Actor.IsOperator, Rights.Manage, cancellationToken);
        await store.DeleteAsync(queue.Id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> LeaveAsync(LeftQueue request, QueueRegistry registry, QueueStore store, CancellationToken cancellationToken)
    {
        if (await registry.FindAsync(request.Name, cancellationToken) is { } queue)
        {
            await store.LeaveAsync(queue.Id, request.Actor.UserId, cancellationToken);
        }

        return TypedResults.NoContent();
    }

    private static async Task<IReadOnlyList<QueueShare>> RightsAsync(
        QueueRights request, QueueRegistry registry, QueueStore store, CancellationToken cancellationToken)
    {
        Demand.Known(request.Rights, "rights");
        KnownQueue queue = await registry.NeedAsync(request.Name, request.Actor.UserId, request.Actor.IsOperator, Rights.Manage, cancellationToken);
        if (request.UserId is { } user)
        {
            await store.ShareAsync(queue.Id, user, (request.Rights ?? []).ToRights() & Rights.Shareable, cancellationToken);
        }

        return await store.SharesAsync(queue.Id, cancellationToken);
    }
}
