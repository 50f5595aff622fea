using System.Globalization;
using Microsoft.AspNetCore.Http.Metadata;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Limits;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Queues;

/// <summary>Maps the routes of messages.</summary>
internal static class PublicMessageEndpoints
{
    private const string PageBytes = "A page may be smaller than limit although there are more messages, and its cursor goes on: it holds at most 8 MiB of contents and headers, or one message.";

    public static void MapMessages(this IEndpointRouteBuilder routes, string suffix)
    {
        // Plain request delegates, because parameter binding would cost more than the rest of these routes.
        RequestDelegate publish = routes.ServiceProvider.GetRequiredService<PublishRoute>().PublishAsync;
        RequestDelegate consume = routes.ServiceProvider.GetRequiredService<ConsumeRoute>().ConsumeAsync;
        var settle = routes.ServiceProvider.GetRequiredService<SettleRoutes>();
        RequestDelegate ack = settle.AckAsync, nack = settle.NackAsync, extend = settle.ExtendAsync, ackMany = settle.AckManyAsync, nackMany = settle.NackManyAsync;

        var traffic = routes.MapGroup("").WithTags("Messages").WithMetadata(MessageTraffic.Instance);
        traffic.MapPost("/queues/{queue_name}/messages", publish).RequireAuthorization(Policies.PublishMessages)
            .WithMetadata(publish.Method, Accepts(typeof(PublishRequest)), Produces(201, typeof(PublishedMessage)))
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422)
            .WithName("PublishMessage" + suffix).WithSummary("Publish one message, or several in messages")
            .WithDescription("Answered once it is durable. Several messages are stored together or not at all; their answer is {\"messages\": [...]}.");
        traffic.MapGet("/queues/{queue_name}/messages/consume", consume).RequireAuthorization(Policies.ConsumeMessages)
            .WithMetadata(consume.Method, Produces(200, typeof(ConsumedMessages)), new ProducesResponseTypeMetadata(204, typeof(void))).ProducesProblem(404).ProducesProblem(422)
            .WithName("ConsumeMessages" + suffix).WithSummary("Consume messages; 204 if there are none")
            .WithDescription("A message is invisible to others until its visible_at; it is delivered again then unless it was acknowledged. A batch may be smaller than batch_size although there are more messages: an answer holds at most 8 MiB of contents and headers, or one message.");
        Settle("/messages/{message_id}/ack", ack, typeof(AckRequest), typeof(SettledMessage)).WithName("AckMessage" + suffix).WithSummary("Acknowledge a message");
        Settle("/messages/{message_id}/nack", nack, typeof(NackRequest), typeof(SettledMessage)).WithName("NackMessage" + suffix).WithSummary("Negatively acknowledge a message: return it to the queue or fail it");
        Settle("/messages/{message_id}/extend", extend, typeof(ExtendRequest), typeof(SettledMessage)).WithName("ExtendMessage" + suffix).WithSummary("Extend the visibility timeout of a message");
        Settle("/messages/ack", ackMany, typeof(AckManyRequest), typeof(SettledMessages)).WithName("AckMessages" + suffix).WithSummary("Acknowledge several messages");
        Settle("/messages/nack", nackMany, typeof(NackManyRequest), typeof(SettledMessages)).WithName("NackMessages" + suffix).WithSummary("Negatively acknowledge several messages");

        var read = routes.MapGroup("").WithTags("Messages").RequireAuthorization(Policies.ReadQueues)
            .AddEndpointFilter(routes.ServiceProvider.GetRequiredService<ReadConcurrencyLimit>());
        read.MapGet("/messages/{message_id}", GetAsync).Produces<MessageResponse>().ProducesProblem(404).WithName("GetMessage" + suffix).WithSummary("Get a message");
        read.MapGet("/queues/{queue_name}/messages", ListAsync).Produces<PageResponse<MessageResponse>>().ProducesProblem(404).ProducesProblem(422)
            .WithName("ListMessages" + suffix).WithSummary("List messages of a queue, newest first").WithDescription(PageBytes);
        read.MapGet("/queues/{queue_name}/dead-letters", DeadAsync).Produces<PageResponse<MessageResponse>>().ProducesProblem(404).ProducesProblem(422)
            .WithName("ListDeadLetters" + suffix).WithSummary("List failed messages, newest first").WithDescription(PageBytes);

        var manage = routes.MapGroup("").WithTags("Messages").RequireAuthorization(Policies.ManageQueues);
        manage.MapPost("/queues/{queue_name}/dead-letters/replay", ReplayAsync).Accepts<DeadLettersRequest>("application/json").Produces<MessagesAffected>().ProducesProblem(404).ProducesProblem(422)
            .WithName("ReplayDeadLetters" + suffix).WithSummary("Redeliver dead letters: some, those that match a filter, or all");
        manage.MapPost("/queues/{queue_name}/dead-letters/purge", PurgeAsync).Accepts<DeadLettersRequest>("application/json").Produces<MessagesAffected>().ProducesProblem(404).ProducesProblem(422)
            .WithName("PurgeDeadLetters" + suffix).WithSummary("Delete dead letters: some, those that match a filter, or all");

        IEndpointConventionBuilder Settle(string path, RequestDelegate handler, Type body, Type answer) => traffic.MapPost(path, handler).RequireAuthorization(Policies.ConsumeMessages)
            .WithMetadata(handler.Method, Accepts(body), Produces(200, answer)).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
    }

    private static AcceptsMetadata Accepts(Type type) => new(["application/json"], type, isOptional: true);

    private static ProducesResponseTypeMetadata Produces(int status, Type type) => new(status, type, ["application/json"]);

    private static async Task<IResult> GetAsync(string message_id, HttpContext context, BrokerClient queues) =>
        long.TryParse(message_id, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? TypedResults.Json(await queues.MessageAsync(context.Caller().Actor, id, context.RequestAborted), GatewayJson.Default.MessageResponse)
            : CallProblems.OfMessage(CallOutcome.NotFound);

    private static async Task<IResult> ListAsync(HttpContext context, BrokerClient queues)
    {
        var errors = new FieldErrors();
        MessageState? status = null;
        if (context.Request.Query["status"] is [{ } text])
        {
            status = text switch
            {
                "pending" => MessageState.Pending,
                "processing" => MessageState.Processing,
                "processed" => MessageState.Processed,
                "failed" => MessageState.Failed,
                _ => null,
            };
            if (status is null)
            {
                errors.Add("status", FieldError.OneOf(["pending", "processing", "processed", "failed"], "One of pending, processing, processed and failed."));
            }
        }

        return await PageAsync(context, queues, status, null, errors);
    }

    private static async Task<IResult> DeadAsync(HttpContext context, BrokerClient queues)
    {
        var errors = new FieldErrors();
        var query = context.Request.Query;
        var filter = new DeadLetterFilter(
            Reasons.Read(query["reason"] is [{ Length: > 0 } reason] ? reason : null, "reason", errors), query["group"], QueryMoments.Read(query, "failed_after", errors), QueryMoments.Read(query, "failed_before", errors));
        return await PageAsync(context, queues, MessageState.Failed, filter.ToFilter(), errors);
    }

    private static async Task<IResult> PageAsync(HttpContext context, BrokerClient queues, MessageState? status, FailedMessageFilter? filter, FieldErrors errors)
    {
        var limit = (int)(QueryNumbers.Read(context.Request.Query, "limit", 1, 200, errors) ?? 50);
        var before = QueryNumbers.Read(context.Request.Query, "cursor", 1, long.MaxValue, errors);
        errors.ThrowIfAny();
        var search = new SearchMessagesRequest { Actor = context.Caller().Actor, Name = PublicQueueEndpoints.Queue(context), Limit = limit, Before = before, Filter = filter };
        if (status is { } state)
        {
            search.State = state;
        }

        var page = await queues.MessagesAsync(search, context.RequestAborted);
        return TypedResults.Json(
            new PageResponse<MessageResponse>(page.Messages, page.Next?.ToString(CultureInfo.InvariantCulture)), GatewayJson.Default.PageResponseMessageResponse);
    }

    private static async Task<IResult> ReplayAsync(HttpContext context, BrokerClient queues) => TypedResults.Json(
        await queues.ReplayAsync(await SelectAsync(context), context.RequestAborted), GatewayJson.Default.MessagesAffected);

    private static async Task<IResult> PurgeAsync(HttpContext context, BrokerClient queues) => TypedResults.Json(
        await queues.PurgeDeadAsync(await SelectAsync(context), context.RequestAborted), GatewayJson.Default.MessagesAffected);

    private static async Task<SelectDeadLettersRequest> SelectAsync(HttpContext context)
    {
        var selection = new SelectDeadLettersRequest { Actor = context.Caller().Actor, Name = PublicQueueEndpoints.Queue(context) };
        var which = await JsonBody.ReadAsync(context, GatewayJson.Default.DeadLettersRequest);
        var given = (which.Ids is null ? 0 : 1) + (which.Filter is null ? 0 : 1) + (which.All == true ? 1 : 0);
        var errors = new FieldErrors();
        if (given != 1)
        {
            errors.Add("ids", FieldError.ExactlyOne(["ids", "filter", "all"], "Exactly one of ids, filter, and all with the value true."));
        }

        if (which.Ids is { Count: 0 or > 1000 })
        {
            errors.Add("ids", FieldError.Items(1, 1000, "1 to 1,000 messages."));
        }

        if (which.Filter is { } filter)
        {
            if (filter is { Reason: null, Group: null, FailedAfter: null, FailedBefore: null })
            {
                errors.Add("filter", FieldError.Other("A filter needs at least one part; all of them go by all."));
            }

            selection.Filter = (filter with { Reason = Reasons.Read(filter.Reason, "filter.reason", errors) }).ToFilter();
        }
        else if (which.Ids is { } ids)
        {
            selection.Ids = new MessageIds { Ids = { ids } };
        }
        else
        {
            selection.All = new Google.Protobuf.WellKnownTypes.Empty();
        }

        errors.ThrowIfAny();
        return selection;
    }
}
