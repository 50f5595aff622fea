using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Operations;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.StatusPage;

/// <summary>Maps the routes by which people tell the public of incidents and planned work. Each action is recorded in the audit log.</summary>
internal static class StatusActionEndpoints
{
    private const int MaxTitle = 200;
    private const int MaxText = 2000;
    private const int MaxParts = 5;

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(7);

    /// <summary>Maps the routes under <c>/operations</c> that concern the status page.</summary>
    public static void MapStatusActions(this IEndpointRouteBuilder routes)
    {
        var operations = routes.MapGroup("/operations");
        operations.MapGroup("").WithTags("Operations").RequireAuthorization(Policies.OperationsRespond).MapNotices();
        operations.MapGroup("").WithTags("Operations").RequireAuthorization(Policies.OperationsAdmin).MapPlannedWork();
    }

    private static void MapNotices(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/incidents/{number:long:min(1)}/notices", PublishAsync).WithName("PublishNotice").Accepts<PublishNoticeRequest>("application/json")
            .Produces<NoticeResponse>(StatusCodes.Status201Created).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422)
            .WithSummary("Tell the public of an incident, or what is new of it; nothing else of an incident is public");

    private static void MapPlannedWork(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/planned-work", PlanAsync).WithName("PlanWork").Accepts<PlanWorkRequest>("application/json")
            .Produces<PlannedWorkResponse>(StatusCodes.Status201Created).ProducesProblem(409).ProducesProblem(422)
            .WithSummary("Announce planned work, during which the alerts of its parts are silent");
        routes.MapPost("/planned-work/{id:guid}/end", EndAsync).WithName("EndPlannedWork").Produces<PlannedWorkResponse>().ProducesProblem(404)
            .WithSummary("End planned work before its time, or call it off; nothing happens if it has ended");
    }

    private static async Task<IResult> PublishAsync(long number, HttpContext context, OperationsClient operations, IdentityDb db, TimeProvider time)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.PublishNoticeRequest);
        var errors = new FieldErrors();
        var publish = new PublishStatusRequest
        {
            Number = number,
            Title = NormalTexts.Read(request.Title, "title", MaxTitle, FieldError.Characters(1, MaxTitle), errors) ?? "",
            Parts = { PartsOf(request.Parts, errors) },
            Level = (StatusLevel)(int)request.Level,
            Stage = (StatusStage)(int)request.Stage,
            Text = NormalTexts.Read(request.Text, "text", MaxText, FieldError.Characters(1, MaxText), errors) ?? "",
        };
        if (request.Level is not (PartLevel.Degraded or PartLevel.Down))
        {
            errors.Add("level", FieldError.OneOf(["degraded", "down"], "One of: degraded, down."));
        }

        errors.ThrowIfAny();
        var notice = await operations.PublishAsync(publish, context.RequestAborted);
        await AuditAsync(context, db, time, "incident.published", string.Create(CultureInfo.InvariantCulture, $"{number} {request.Stage}"));
        return TypedResults.Json(PublicStatus.ToResponse(notice), GatewayJson.Default.NoticeResponse, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> PlanAsync(HttpContext context, OperationsClient operations, IdentityDb db, TimeProvider time)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.PlanWorkRequest);
        var errors = new FieldErrors();
        var plan = new PlanStatusWorkRequest
        {
            Title = NormalTexts.Read(request.Title, "title", MaxTitle, FieldError.Characters(1, MaxTitle), errors) ?? "",
            Text = NormalTexts.Read(request.Text, "text", MaxText, FieldError.Characters(1, MaxText), errors) ?? "",
            Parts = { PartsOf(request.Parts, errors) },
            StartsAt = Timestamp.FromDateTimeOffset(request.StartsAt),
            EndsAt = Timestamp.FromDateTimeOffset(request.EndsAt),
        };
        if (request.EndsAt <= request.StartsAt || request.EndsAt - request.StartsAt > s_longest || request.EndsAt <= time.GetUtcNow())
        {
            errors.Add("ends_at", FieldError.Other("In the future, and at most seven days after the beginning."));
        }

        errors.ThrowIfAny();
        var work = PublicStatus.ToResponse(await operations.PlanAsync(plan, context.RequestAborted));
        await AuditAsync(context, db, time, "work.planned", $"{work.Id} {work.Title}");
        return TypedResults.Json(work, GatewayJson.Default.PlannedWorkResponse, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> EndAsync(Guid id, HttpContext context, OperationsClient operations, IdentityDb db, TimeProvider time)
    {
        var work = await operations.EndWorkAsync(id, context.RequestAborted);
        await AuditAsync(context, db, time, "work.ended", id.ToString());
        return TypedResults.Json(PublicStatus.ToResponse(work), GatewayJson.Default.PlannedWorkResponse);
    }

    private static IEnumerable<StatusPart> PartsOf(IReadOnlyList<PlatformPart> parts, FieldErrors errors)
    {
        if (parts.Count is 0 or > MaxParts || parts.Distinct().Count() != parts.Count)
        {
            errors.Add("parts", FieldError.Items(1, MaxParts, "1 to 5 parts, each once."));
            return [];
        }

        return parts.Select(part => (StatusPart)(int)part);
    }

    // What was done is done: its entry is written even if the client has disconnected.
    private static async Task AuditAsync(HttpContext context, IdentityDb db, TimeProvider time, string name, string detail)
    {
        db.SecurityEvents.Add(SecurityLog.Create(time, name, context.Caller().UserId, context.Connection.RemoteIpAddress, detail));
        await db.SaveChangesAsync(CancellationToken.None);
    }
}
