using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.JobManager.Queues;
using Platform.ServiceDefaults.Grouping;

namespace Platform.JobManager.Messages;

/// <summary>Publishing, claiming and settling, in groups of calls; and looking at messages.</summary>
internal static class MessageEndpoints
{
    private const int MaxCalls = 5000;
    private const int MaxPages = 200;

    public static void MapMessages(this IEndpointRouteBuilder routes)
    {
        // Plain request delegates: the binding of minimal APIs costs more than the rest of these routes.
        routes.MapPost("/messages/publish", PublishAsync).WithName("publish_messages");
        routes.MapPost("/messages/claim", ClaimAsync).WithName("claim_messages");
        routes.MapPost("/messages/settle", SettleAsync).WithName("settle_messages");
        routes.MapPost("/messages/get", GetAsync).WithName("get_message");
        routes.MapPost("/queues/messages", SearchAsync).WithName("search_messages");
        routes.MapPost("/queues/pages", PagesAsync).WithName("search_messages_of_queues");
        routes.MapPost("/queues/purge", PurgeAsync).WithName("purge_queue");
        routes.MapPost("/queues/replay", ReplayAsync).WithName("replay_dead_letters");
        routes.MapPost("/queues/purge-dead-letters", PurgeDeadAsync).WithName("purge_dead_letters");
    }

    private static async Task PublishAsync(HttpContext context)
    {
        IServiceProvider services = context.RequestServices;
        PipeReader body = context.Request.BodyReader;
        ReadResult read = await body.ReadAsync(context.RequestAborted);
        while (!read.IsCompleted)
        {
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await body.ReadAsync(context.RequestAborted);
        }

        List<PublishCall> calls;
        try
        {
            ReadOnlyMemory<byte> bytes = read.Buffer.IsSingleSegment ? read.Buffer.First : read.Buffer.ToArray();
            calls = await PublishBody.ReadAsync(
                bytes, services.GetRequiredService<QueueRegistry>(), services.GetRequiredService<TimeProvider>().GetUtcNow(), context.RequestAborted);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        finally
        {
            body.AdvanceTo(read.Buffer.End);
        }

        var group = new PublishGroup(calls);
        if (group.Weight > 0)
        {
            await RunAsync(services.GetRequiredService<Grouping<PublishGroup>>(), group, context.RequestAborted);
        }

        await WriteAsync(context, new PublishResult([.. calls.Select(call => call.Result!)]), ContractsJson.Default.PublishResult);
        MessageTracing.Published(calls);
    }

    private static async Task ClaimAsync(HttpContext context)
    {
        IServiceProvider services = context.RequestServices;
        ClaimMessages? request = await JsonSerializer.DeserializeAsync(context.Request.Body, ContractsJson.Default.ClaimMessages, context.RequestAborted);
        if (request is not { Calls.Count: > 0 and <= MaxCalls })
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        QueueRegistry registry = services.GetRequiredService<QueueRegistry>();
        var claims = new List<Claim>(request.Calls.Count);
        foreach (ClaimCall call in request.Calls)
        {
            KnownQueue? queue = await registry.FindAsync(call.Queue, context.RequestAborted);
            Rights rights = queue?.Definition.RightsOf(call.UserId, call.IsOperator) ?? Rights.None;
            CallOutcome outcome = rights == Rights.None ? CallOutcome.NotFound
                : (rights & Rights.Consume) == Rights.None ? CallOutcome.Forbidden
                : CallOutcome.Done;
            claims.Add(new Claim(outcome == CallOutcome.Done ? queue : null, outcome, call));
        }

        var group = new ClaimGroup(claims);
        if (group.Weight > 0)
        {
            await RunAsync(services.GetRequiredService<Grouping<ClaimGroup>>(), group, context.RequestAborted);
        }

        context.Response.ContentType = "application/json";
        await using (var json = new Utf8JsonWriter(context.Response.BodyWriter, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartArray();
            foreach (Claim claim in claims)
            {
                if (claim.Outcome != CallOutcome.Done)
                {
                    json.WriteNumberValue((int)claim.Outcome);
                    continue;
                }

                json.WriteStartArray();
                foreach (DeliveredMessage message in claim.Messages)
                {
                    MessageJson.Write(json, message);
                }

                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static async Task SettleAsync(HttpContext context)
    {
        IServiceProvider services = context.RequestServices;
        SettleMessages? request = await JsonSerializer.DeserializeAsync(context.Request.Body, ContractsJson.Default.SettleMessages, context.RequestAborted);
        if (request is not { Calls.Count: > 0 and <= MaxCalls } || request.Calls.Any(call => call.Ids.Count != call.Receipts.Count))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        SettleWriter writer = services.GetRequiredService<SettleWriter>();
        var settlements = new List<Settlement>();
        foreach (SettleCall call in request.Calls)
        {
            int from = settlements.Count;
            foreach (long id in call.Ids)
            {
                settlements.Add(new Settlement(id, call.Action) { Seconds = call.Seconds, Reason = call.Reason });
            }

            await writer.ResolveAsync(settlements.GetRange(from, call.Ids.Count), call.Receipts, call.UserId, call.IsOperator, context.RequestAborted);
        }

        if (settlements.Any(settlement => settlement.Outcome is null))
        {
            await RunAsync(services.GetRequiredService<Grouping<SettleGroup>>(), new SettleGroup(settlements), context.RequestAborted);
        }

        int at = 0;
        await WriteAsync(
            context,
            new SettleResult([.. request.Calls.Select(call => ResultOf(settlements.GetRange((at += call.Ids.Count) - call.Ids.Count, call.Ids.Count)))]),
            ContractsJson.Default.SettleResult);
    }

    private static SettleCallResult ResultOf(List<Settlement> settlements)
    {
        List<int>? failed = null;
        for (int i = 0; i < settlements.Count; i++)
        {
            if (settlements[i].Failed)
            {
                (failed ??= []).Add(i);
            }
        }

        return new SettleCallResult([.. settlements.Select(settlement => settlement.Outcome!.Value)], failed, settlements.Count > 0 ? settlements[0].VisibleAt : null);
    }

    // Not bound to the request: once in a group, the calls are done whether the caller still listens or not.
    private static async Task RunAsync<T>(Grouping<T> grouping, T group, CancellationToken cancellationToken)
        where T : CallGroup
    {
        if (!grouping.TryAdd(group))
        {
            throw new TimeoutException("Too many calls wait already.");
        }

        await group.Done.WaitAsync(cancellationToken);
    }

    private static async Task WriteAsync<T>(HttpContext context, T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        context.Response.ContentType = "application/json";
        await using (var json = new Utf8JsonWriter(context.Response.BodyWriter, new JsonWriterOptions { SkipValidation = true }))
        {
            JsonSerializer.Serialize(json, value, type);
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static async Task<MessageResponse> GetAsync(NumberedMessage request, MessageReader messages, CancellationToken cancellationToken) =>
        await messages.GetAsync(request.Id, request.Actor, cancellationToken) ?? throw QueueFault.NoSuchMessage();

    private static async Task<MessagePage> SearchAsync(
        MessageSearch request, QueueRegistry registry, MessageReader messages, CancellationToken cancellationToken)
    {
        KnownQueue queue = await registry.NeedAsync(request.Name, request.Actor.UserId, request.Actor.IsOperator, Rights.Read, cancellationToken);
        return await messages.SearchAsync(queue, request with { Limit = Math.Clamp(request.Limit, 1, 200) }, cancellationToken);
    }

    private static async Task<IResult> PagesAsync(MessagePagesSearch request, QueueRegistry registry, MessageReader messages, CancellationToken cancellationToken)
    {
        if (request is not { Names.Count: > 0 and <= MaxPages, Limit: > 0 and <= MaxPages })
        {
            return TypedResults.BadRequest();
        }

        var readable = new Dictionary<string, KnownQueue>(StringComparer.Ordinal);
        foreach (string name in request.Names)
        {
            if (await registry.FindAsync(name, cancellationToken) is { } queue
                && queue.Definition.RightsOf(request.Actor.UserId, request.Actor.IsOperator).HasFlag(Rights.Read))
            {
                readable[name] = queue;
            }
        }

        ILookup<string, MessageResponse> found = await messages.SearchAsync([.. readable.Values], request, cancellationToken);
        return TypedResults.Ok(new MessagePages(readable.Keys.ToDictionary(name => name, IReadOnlyList<MessageResponse> (name) => [.. found[name]], StringComparer.Ordinal)));
    }

    private static async Task<MessagesAffected> PurgeAsync(NamedQueue request, QueueRegistry registry, MessageAdmin admin, CancellationToken cancellationToken)
    {
        KnownQueue queue = await registry.NeedAsync(request.Name, request.Actor.UserId, request.Actor.IsOperator, Rights.Manage, cancellationToken);
        return await admin.PurgeAsync(queue, cancellationToken);
    }

    private static async Task<MessagesAffected> ReplayAsync(DeadLetters request, QueueRegistry registry, MessageAdmin admin, CancellationToken cancellationToken)
    {
        KnownQueue queue = await registry.NeedAsync(request.Name, request.Actor.UserId, request.Actor.IsOperator, Rights.Manage, cancellationToken);
        return await admin.ReplayAsync(queue, request.Which, cancellationToken);
    }

    private static async Task<MessagesAffected> PurgeDeadAsync(DeadLetters request, QueueRegistry registry, MessageAdmin admin, CancellationToken cancellationToken)
    {
        KnownQueue queue = await registry.NeedAsync(request.Name, request.Actor.UserId, request.Actor.IsOperator, Rights.Manage, cancellationToken);
        return await admin.PurgeDeadAsync(queue, request.Which, cancellationToken);
    }
}
