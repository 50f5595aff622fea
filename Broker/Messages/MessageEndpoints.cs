using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Platform.Broker.Queues;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Grouping;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Broker.Messages;

/// <summary>Publishing, claiming and settling, in groups of calls; and looking at messages.</summary>
internal static class MessageEndpoints
{
    private const int MaxCalls = 5000;
    private const int MaxPages = 200;
    private const int MaxMessages = 4000;
    private const int MaxVisibilitySeconds = 43_200;
    private const int MaxReason = 500;

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
            calls = PublishBody.Read(read.Buffer.IsSingleSegment ? read.Buffer.FirstSpan : read.Buffer.ToArray());
        }
        finally
        {
            body.AdvanceTo(read.Buffer.End);
        }

        QueueRegistry registry = services.GetRequiredService<QueueRegistry>();
        DateTimeOffset now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        foreach (PublishCall call in calls)
        {
            if (call.Result is null)
            {
                await call.ResolveAsync(registry, now, context.RequestAborted);
            }
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
        ClaimMessages request = await services.GetRequiredService<RequestJson>().ReadAsync<ClaimMessages>(context);
        Demand.Range(request.Calls.Count, 1, MaxCalls, "calls");
        QueueRegistry registry = services.GetRequiredService<QueueRegistry>();
        var claims = new List<Claim>(request.Calls.Count);
        foreach (ClaimCall call in request.Calls)
        {
            if (call is not { Max: >= 1 and <= MaxMessages, VisibilitySeconds: null or (>= 1 and <= MaxVisibilitySeconds) })
            {
                claims.Add(new Claim(null, CallOutcome.Invalid, call ?? new ClaimCall("", default, false, 0)));
                continue;
            }

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
        SettleMessages request = await services.GetRequiredService<RequestJson>().ReadAsync<SettleMessages>(context);
        Demand.Range(request.Calls.Count, 1, MaxCalls, "calls");
        Demand.List(request.Calls, MaxCalls, "calls");
        SettleWriter writer = services.GetRequiredService<SettleWriter>();
        var settlements = new List<Settlement>();
        foreach (SettleCall call in request.Calls)
        {
            int from = settlements.Count;
            foreach (long id in call.Ids)
            {
                settlements.Add(new Settlement(id, call.Action) { Seconds = call.Seconds, Reason = call.Reason });
            }

            List<Settlement> own = settlements.GetRange(from, call.Ids.Count);
            if (!IsValid(call))
            {
                own.ForEach(settlement => settlement.Outcome = CallOutcome.Invalid);
                continue;
            }

            await writer.ResolveAsync(own, call.Receipts, call.UserId, call.IsOperator, context.RequestAborted);
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

    private static bool IsValid(SettleCall call) =>
        call.Ids.Count <= MaxMessages && call.Ids.Count == call.Receipts.Count && Enum.IsDefined(call.Action)
        && call.Seconds is >= 0 and <= MaxVisibilitySeconds && call.Reason is not { Length: > MaxReason };

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
        Demand.Range(request.Limit, 1, 200, "limit");
        Demand.That(request.Status is null || Enum.IsDefined(request.Status.Value), "status", "This is not one of the values.");
        MessageReader.Check(request.Filter, "filter");
        KnownQueue queue = await registry.NeedAsync(request.Name, request.Actor.UserId, request.Actor.IsOperator, Rights.Read, cancellationToken);
        return await messages.SearchAsync(queue, request, cancellationToken);
    }

    private static async Task<MessagePages> PagesAsync(MessagePagesSearch request, QueueRegistry registry, MessageReader messages, CancellationToken cancellationToken)
    {
        Demand.List(request.Names, MaxPages, "names");
        Demand.That(request.Names.Count > 0, "names", "At least one.");
        Demand.Range(request.Limit, 1, MaxPages, "limit");
        Demand.That(request.Status is null || Enum.IsDefined(request.Status.Value), "status", "This is not one of the values.");
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
        return new MessagePages(readable.Keys.ToDictionary(name => name, IReadOnlyList<MessageResponse> (name) => [.. found[name]], StringComparer.Ordinal));
    }

    private static async Task<MessagesAffected> PurgeAsync(NamedQueue request, QueueRegistry registry, MessageAdmin admin, CancellationToken cancellationToken)
    {
        KnownQueue queue = await registry.NeedAsync(request.Name, request.Actor.UserId, request.Actor.IsOperator, Rights.Manage, cancellationToken);
        return await admin.PurgeAsync(queue, cancellationToken);
    }

    private static async Task<MessagesAffected> ReplayAsync(DeadLetters request, QueueRegistry registry, MessageAdmin admin, CancellationToken cancellationToken)
    {
        Check(request.Which);
        KnownQueue queue = await registry.NeedAsync(request.Name, request.Actor.UserId, request.Actor.IsOperator, Rights.Manage, cancellationToken);
        return await admin.ReplayAsync(queue, request.Which, cancellationToken);
    }

    private static async Task<MessagesAffected> PurgeDeadAsync(DeadLetters request, QueueRegistry registry, MessageAdmin admin, CancellationToken cancellationToken)
    {
        Check(request.Which);
        KnownQueue queue = await registry.NeedAsync(request.Name, request.Actor.UserId, request.Actor.IsOperator, Rights.Manage, cancellationToken);
        return await admin.PurgeDeadAsync(queue, request.Which, cancellationToken);
    }

    private static void Check(DeadLettersRequest which)
    {
        Demand.That(which.Ids is not { Count: > MaxMessages }, "which.ids", "At most 4,000.");
        MessageReader.Check(which.Filter, "which.filter");
    }
}
