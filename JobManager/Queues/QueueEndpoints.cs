using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;

namespace Platform.JobManager.Queues;

/// <summary>Seeing and changing queues.</summary>
internal static class QueueEndpoints
{
    public static void MapQueues(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/queues", CreateAsync).WithName("create_queue");
        routes.MapPost("/queues/search", (QueueSearch search, QueueStore store, CancellationToken token) => store.SearchAsync(search, token)).WithName("search_queues");
        routes.MapPost("/queues/get", GetAsync).WithName("get_queue");
        routes.MapPost("/queues/update", UpdateAsync).WithName("update_queue");
        routes.MapPost("/queues/delete", DeleteAsync).WithName("delete_queue");
        routes.MapPost("/queues/rights", RightsAsync).WithName("share_queue");
        routes.MapGet("/queues/totals", (QueueStore store, CancellationToken token) => store.TotalsAsync(token)).WithName("queue_totals");
    }

    private static async Task<IResult> CreateAsync(NewQueue request, QueueStore store, CancellationToken cancellationToken)
    {
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

    private static async Task<IReadOnlyList<QueueShare>> RightsAsync(
        QueueRights request, QueueRegistry registry, QueueStore store, CancellationToken cancellationToken)
    {
        KnownQueue queue = await registry.NeedAsync(request.Name, request.Actor.UserId, request.Actor.IsOperator, Rights.Manage, cancellationToken);
        if (request.UserId is { } user)
        {
            await store.ShareAsync(queue.Id, user, (request.Rights ?? []).ToRights() & Rights.Shareable, cancellationToken);
        }

        return await store.SharesAsync(queue.Id, cancellationToken);
    }
}
