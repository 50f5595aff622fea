using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Accounts;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Inputs;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.ApiGateway.Queues;

/// <summary>Maps the routes under <c>/queues</c>, except those of messages.</summary>
internal static class PublicQueueEndpoints
{
    private const string Id = "/{queue_name}";

    public static void MapQueues(this IEndpointRouteBuilder routes, string suffix)
    {
        var read = routes.MapGroup("/queues").WithTags("Queues").RequireAuthorization(Policies.ReadQueues);
        read.MapGet("", ListAsync).Produces<IReadOnlyList<QueueResponse>>().ProducesProblem(422).WithName("ListQueues" + suffix).WithSummary("List the queues that the account can access, by name")
            .WithDescription("limit 1 to 1,000; after: name of the last queue of the previous page; q: part of the name. If there are more, the Link header has the next page.");
        read.MapGet(Id, GetAsync).Produces<QueueResponse>().ProducesProblem(404).WithName("GetQueue" + suffix).WithSummary("Get a queue with its counts");

        var manage = routes.MapGroup("/queues").WithTags("Queues").RequireAuthorization(Policies.ManageQueues);
        manage.MapPost("", CreateAsync).Accepts<CreateQueueRequest>("application/json").Produces<QueueResponse>(201).ProducesProblem(409).ProducesProblem(422).ProducesProblem(429)
            .WithName("CreateQueue" + suffix).WithSummary("Create a queue; names are unique on the platform");
        manage.MapPatch(Id, UpdateAsync).Accepts<UpdateQueueRequest>("application/json").Produces<QueueResponse>().ProducesProblem(404).ProducesProblem(422)
            .WithName("UpdateQueue" + suffix).WithSummary("Change the settings of a queue");
        manage.MapDelete(Id, DeleteAsync).Produces(204).ProducesProblem(404).WithName("DeleteQueue" + suffix).WithSummary("Delete a queue and its messages");
        manage.MapPost(Id + "/pause", (HttpContext context, BrokerClient queues) => PauseAsync(context, queues, true)).Produces<QueueResponse>().ProducesProblem(404)
            .WithName("PauseQueue" + suffix).WithSummary("Pause deliveries; publishing remains possible");
        manage.MapPost(Id + "/resume", (HttpContext context, BrokerClient queues) => PauseAsync(context, queues, false)).Produces<QueueResponse>().ProducesProblem(404)
            .WithName("ResumeQueue" + suffix).WithSummary("Resume deliveries");
        manage.MapPost(Id + "/purge", PurgeAsync).Produces<MessagesAffected>().ProducesProblem(404).WithName("PurgeQueue" + suffix).WithSummary("Delete the pending messages");
        manage.MapGet(Id + "/rights", (HttpContext context, BrokerClient queues, IdentityDb db) => RightsAsync(context, queues, db, null, null)).Produces<ListResponse<QueueShare>>().ProducesProblem(404)
            .WithName("ListQueueRights" + suffix).WithSummary("List the users that a queue is shared with");
        manage.MapPut(Id + "/rights/{user}", ShareAsync).Accepts<ShareQueueRequest>("application/json").Produces<ListResponse<QueueShare>>().ProducesProblem(404).ProducesProblem(422)
            .WithName("ShareQueue" + suffix).WithSummary("Grant a user (id or e-mail) permission to read, publish or consume");
        manage.MapDelete(Id + "/rights/{user}", UnshareAsync).Produces<ListResponse<QueueShare>>().ProducesProblem(404)
            .WithName("UnshareQueue" + suffix).WithSummary("Revoke a user's permissions");
    }

    /// <summary>Gets the queue in the path.</summary>
    /// <exception cref="ApiProblemException">404.</exception>
    public static string Queue(HttpContext context) =>
        QueueNames.TryRead(context, out var name) ? name : throw new ApiProblemException(CallProblems.OfQueue(CallOutcome.NotFound));

    private static async Task<IResult> ListAsync(HttpContext context, BrokerClient queues)
    {
        var errors = new FieldErrors();
        var query = context.Request.Query;
        var limit = (int)(QueryNumbers.Read(query, "limit", 1, 1000, errors) ?? 1000);
        errors.ThrowIfAny();
        string? after = query["after"];
        string? part = query["q"];
        var page = await queues.SearchAsync(new SearchQueuesRequest { Actor = context.Caller().Actor, Limit = limit, After = after, NameContains = part }, context.RequestAborted);
        if (page.Next is { } next)
        {
            context.Response.Headers.Link = string.Create(
                CultureInfo.InvariantCulture, $"<{context.Request.Path}?limit={limit}&after={next}{(string.IsNullOrEmpty(part) ? "" : "&q=" + Uri.EscapeDataString(part))}>; rel=\"next\"");
        }

        return TypedResults.Json(page.Queues, GatewayJson.Default.IReadOnlyListQueueResponse);
    }

    private static async Task<IResult> GetAsync(HttpContext context, BrokerClient queues, IdentityDb db)
    {
        var queue = await queues.GetAsync(context.Caller().Actor, Queue(context), context.RequestAborted);
        if (context.Caller().IsOperator)
        {
            // The contact for problems with the queue.
            queue = queue with { OwnerEmail = await db.Users.Where(u => u.Id == queue.OwnerId).Select(u => u.Email).FirstOrDefaultAsync(context.RequestAborted) };
        }

        return TypedResults.Json(queue, GatewayJson.Default.QueueResponse);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, BrokerClient queues)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.CreateQueueRequest);
        var errors = new FieldErrors();
        if (!QueueNames.IsValid(request.Name))
        {
            errors.Add("name", QueueNames.Fault);
        }

        QueueSettingRules.Check(
            request.Description, request.VisibilityTimeoutSeconds, request.MaxDeliveries, request.DelaySeconds, request.TtlSeconds, request.DeduplicationSeconds,
            request.MaxMessageBytes, request.MaxMessages, errors);
        errors.ThrowIfAny();
        var queue = await queues.CreateAsync(new NewQueueRequest { Actor = context.Caller().Actor, Name = request.Name, Settings = request.ToSettings() }, context.RequestAborted);
        context.Response.Headers.Location = $"{context.Request.Path}/{queue.Name}";
        return TypedResults.Json(queue, GatewayJson.Default.QueueResponse, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> UpdateAsync(HttpContext context, BrokerClient queues)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.UpdateQueueRequest);
        var errors = new FieldErrors();
        QueueSettingRules.Check(
            request.Description, request.VisibilityTimeoutSeconds, request.MaxDeliveries, request.DelaySeconds, request.TtlSeconds, request.DeduplicationSeconds,
            request.MaxMessageBytes, request.MaxMessages, errors);
        errors.ThrowIfAny();
        var change = new ChangeQueueRequest { Actor = context.Caller().Actor, Name = Queue(context), Settings = request.ToSettings() };
        return TypedResults.Json(await queues.ChangeAsync(change, context.RequestAborted), GatewayJson.Default.QueueResponse);
    }

    private static async Task<IResult> PauseAsync(HttpContext context, BrokerClient queues, bool paused) => TypedResults.Json(
        await queues.ChangeAsync(new ChangeQueueRequest { Actor = context.Caller().Actor, Name = Queue(context), Paused = paused }, context.RequestAborted), GatewayJson.Default.QueueResponse);

    private static async Task<IResult> DeleteAsync(HttpContext context, BrokerClient queues)
    {
        await queues.DeleteAsync(context.Caller().Actor, Queue(context), context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> PurgeAsync(HttpContext context, BrokerClient queues) => TypedResults.Json(
        await queues.PurgeAsync(context.Caller().Actor, Queue(context), context.RequestAborted), GatewayJson.Default.MessagesAffected);

    private static async Task<IResult> ShareAsync(string user, HttpContext context, BrokerClient queues, IdentityDb db)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.ShareQueueRequest);
        if (request.Rights.Count == 0 || request.Rights.Any(right => right is not (QueueRight.Read or QueueRight.Publish or QueueRight.Consume)))
        {
            throw new ApiProblemException(ApiProblem.Invalid("rights", FieldError.AtLeastOne(["read", "publish", "consume"], "At least one of read, publish and consume.")));
        }

        return await RightsAsync(context, queues, db, await FindUserAsync(user, context, queues, db), request.Rights);
    }

    private static async Task<IResult> UnshareAsync(string user, HttpContext context, BrokerClient queues, IdentityDb db) =>
        await RightsAsync(context, queues, db, await FindUserAsync(user, context, queues, db), []);

    private static async Task<IResult> RightsAsync(HttpContext context, BrokerClient queues, IdentityDb db, Guid? user, IReadOnlyList<QueueRight>? rights)
    {
        var permissions = (rights ?? []).Select(right => (QueuePermission)(int)right);
        var shares = await queues.RightsAsync(
            new ChangeRightsRequest { Actor = context.Caller().Actor, Name = Queue(context), UserId = user.ToBytes(), Rights = { permissions } }, context.RequestAborted);
        var users = shares.Select(share => share.UserId).ToList();
        var emails = await db.Users.Where(u => users.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.Email, context.RequestAborted);
        return TypedResults.Json(
            new ListResponse<QueueShare>([.. shares.Select(share => share with { Email = emails.GetValueOrDefault(share.UserId) })]), GatewayJson.Default.ListResponseQueueShare);
    }

    private static async Task<Guid> FindUserAsync(string user, HttpContext context, BrokerClient queues, IdentityDb db)
    {
        // Only users who may share this queue may learn which users exist.
        await queues.RightsAsync(new ChangeRightsRequest { Actor = context.Caller().Actor, Name = Queue(context) }, context.RequestAborted);
        if (TextRule.Normalise(user, out _) is { } fault)
        {
            throw new ApiProblemException(ApiProblem.Malformed("user", FieldError.Unstorable(fault)));
        }

        var isId = Guid.TryParse(user, out var id);
        var name = EmailAddress.Key(user) ?? "";
        var found = await db.Users.Where(u => isId ? u.Id == id : u.NormalizedEmail == name).Select(u => (Guid?)u.Id).FirstOrDefaultAsync(context.RequestAborted);
        return found ?? throw new ApiProblemException(ApiProblem.NotFound("There is no such user."));
    }
}
