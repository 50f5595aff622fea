using System.Globalization;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.ApiGateway.Operations;

/// <summary>Maps the routes under <c>/operations/channels</c>. Changes and tests are recorded in the audit log, without secrets.</summary>
internal static class ChannelEndpoints
{
    private const string Id = "/channels/{id:guid}";
    private const int LastMinute = (24 * 60) - 1;
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    /// <summary>Maps the routes for operators.</summary>
    public static void MapChannels(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/channels", ListAsync).WithName("ListChannels").Produces<ListResponse<ChannelResponse>>().WithSummary("List the channels by which people are told of incidents");
        routes.MapPost("/channels", CreateAsync).WithName("CreateChannel").Accepts<SaveChannelSettings>("application/json")
            .Produces<ChannelResponse>(StatusCodes.Status201Created).ProducesProblem(409).ProducesProblem(422).ProducesProblem(429).WithSummary("Add a channel");
        routes.MapPut(Id, ReplaceAsync).WithName("ReplaceChannel").Accepts<SaveChannelSettings>("application/json")
            .Produces<ChannelResponse>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(422).ProducesProblem(428)
            .WithSummary("Replace the settings of a channel; If-Match has the revision that was read");
        routes.MapDelete(Id, DeleteAsync).WithName("DeleteChannel").Produces(StatusCodes.Status204NoContent).ProducesProblem(404).WithSummary("Delete a channel with its secret");
        routes.MapPost(Id + "/test", TestAsync).WithName("TestChannel").Produces(StatusCodes.Status202Accepted).ProducesProblem(404)
            .WithSummary("Send a test by a channel; the deliveries tell what became of it");
        routes.MapGet("/deliveries", DeliveriesAsync).WithName("ListDeliveries").Produces<PageResponse<DeliveryResponse>>().ProducesProblem(422)
            .WithSummary("List what was told by channels, newest first");
    }

    private static async Task<IResult> ListAsync(HttpContext context, OperationsClient operations)
    {
        var channels = await operations.ChannelsAsync(context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(new ListResponse<ChannelResponse>([.. channels.Channels.Select(PublicChannels.ToResponse)]), GatewayJson.Default.ListResponseChannelResponse);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, OperationsClient operations, IdentityDb db, TimeProvider time)
    {
        var request = await ReadAsync(context);
        var saved = await operations.SaveAsync(request, context.RequestAborted);
        await AuditAsync(context, db, time, "channel.created", saved.Id.ToGuid(), saved.Settings.Name);
        context.Response.Headers.ETag = IncidentAnswers.ETagOf(saved.Revision);
        return TypedResults.Json(PublicChannels.ToResponse(saved), GatewayJson.Default.ChannelResponse, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> ReplaceAsync(Guid id, HttpContext context, OperationsClient operations, IdentityDb db, TimeProvider time)
    {
        var request = await ReadAsync(context);
        var known = (await operations.ChannelsAsync(context.RequestAborted)).Channels.FirstOrDefault(channel => channel.Id.ToGuid() == id)
            ?? throw new ApiProblemException(ApiProblem.NotFound("There is no such channel."));
        context.RequireMatch(known.Revision);
        request.Id = id.ToBytes();
        request.Revision = known.Revision;
        var saved = await operations.SaveAsync(request, context.RequestAborted);
        await AuditAsync(context, db, time, "channel.changed", id, saved.Settings.Name);
        context.Response.Headers.ETag = IncidentAnswers.ETagOf(saved.Revision);
        return TypedResults.Json(PublicChannels.ToResponse(saved), GatewayJson.Default.ChannelResponse);
    }

    private static async Task<IResult> DeleteAsync(Guid id, HttpContext context, OperationsClient operations, IdentityDb db, TimeProvider time)
    {
        await operations.DeleteChannelAsync(id, context.RequestAborted);
        await AuditAsync(context, db, time, "channel.deleted", id, null);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> TestAsync(Guid id, HttpContext context, OperationsClient operations, IdentityDb db, TimeProvider time)
    {
        await operations.TestChannelAsync(id, context.RequestAborted);
        await AuditAsync(context, db, time, "channel.tested", id, null);
        return TypedResults.StatusCode(StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> DeliveriesAsync(HttpContext context, OperationsClient operations)
    {
        var errors = new FieldErrors();
        var query = context.Request.Query;
        var search = new SearchDeliveriesRequest { Limit = (int)(QueryNumbers.Read(query, "limit", 1, MaxLimit, errors) ?? DefaultLimit) };
        search.ChannelId = IdOf(query, "channel_id", errors).ToBytes();
        search.Before = IdOf(query, "cursor", errors).ToBytes();
        errors.ThrowIfAny();
        var page = await operations.DeliveriesAsync(search, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(
            new PageResponse<DeliveryResponse>([.. page.Deliveries.Select(PublicChannels.ToResponse)], page.More ? page.Deliveries[^1].Id.ToGuid().ToString() : null),
            GatewayJson.Default.PageResponseDeliveryResponse);
    }

    private static Guid? IdOf(IQueryCollection query, string name, FieldErrors errors)
    {
        if (query[name].Count == 0)
        {
            return null;
        }

        if (query[name] is [{ } text] && Guid.TryParse(text, out var id))
        {
            return id;
        }

        errors.Add(name, FieldError.NoId);
        return null;
    }

    private static async Task<SaveChannelRequest> ReadAsync(HttpContext context)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.SaveChannelSettings);
        var errors = new FieldErrors();
        var settings = new ChannelSettings
        {
            Name = NormalTexts.Read(request.Name, "name", 100, FieldError.Characters(1, 100), errors) ?? "",
            Kind = (ChannelKind)(int)request.Type,
            Enabled = request.Enabled,
            LeastSeverity = (IncidentPriority)(int)request.LeastSeverity,
            EscalationsOnly = request.EscalationsOnly,
            TimeZone = NormalTexts.Read(request.TimeZone, "time_zone", 100, FieldError.Characters(1, 100), errors) ?? "",
        };
        if (request.Address is { } address && NormalTexts.Read(address, "address", 2000, FieldError.Characters(1, 2000), errors) is { } where)
        {
            settings.Address = where;
        }

        if (request.Recipient is { } recipient && NormalTexts.Read(recipient, "recipient", 200, FieldError.Characters(1, 200), errors) is { } whom)
        {
            settings.Recipient = whom;
        }

        foreach (var (name, minute) in ((string, int?)[])[("quiet_from", request.QuietFrom), ("quiet_to", request.QuietTo)])
        {
            if (minute is < 0 or > LastMinute)
            {
                errors.Add(name, FieldError.Number(0, LastMinute));
            }
        }

        if (request.QuietFrom is { } from && request.QuietTo is { } to)
        {
            settings.QuietFrom = from;
            settings.QuietTo = to;
        }
        else if (request.QuietFrom is not null || request.QuietTo is not null)
        {
            errors.Add(request.QuietFrom is null ? "quiet_from" : "quiet_to", FieldError.Needed);
        }

        var save = new SaveChannelRequest { Settings = settings };
        if (request.Secret is { } secret)
        {
            if (secret.Length is 0 or > 4000)
            {
                errors.Add("secret", FieldError.Characters(1, 4000));
            }

            save.Secret = secret;
        }

        errors.ThrowIfAny();
        return save;
    }

    private static async Task AuditAsync(HttpContext context, IdentityDb db, TimeProvider time, string name, Guid id, string? detail)
    {
        db.SecurityEvents.Add(SecurityLog.Create(
            time, name, context.Caller().UserId, context.Connection.RemoteIpAddress, string.Create(CultureInfo.InvariantCulture, $"{id} {detail}").TrimEnd()));
        await db.SaveChangesAsync(CancellationToken.None);
    }
}
