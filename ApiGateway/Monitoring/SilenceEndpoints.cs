using System.Globalization;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Monitoring;

/// <summary>Maps the routes under <c>/monitoring/silences</c>. Creating and ending silences is recorded in the audit log.</summary>
internal static class SilenceEndpoints
{
    private const int MaxMatchers = 20;
    private const int MaxMinutes = 24 * 60;
    private const int MaxComment = 500;
    private static readonly FieldError s_comment = FieldError.Characters(3, MaxComment, "Say why in 3 to 500 characters.");

    public static void MapSilences(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/silences", ListAsync).WithName("ListSilences").Produces<ListResponse<SilenceResponse>>().WithSummary("List silences, active ones first");
        routes.MapPost("/silences", CreateAsync).WithName("CreateSilence").Accepts<CreateSilenceRequest>("application/json")
            .Produces<SilenceResponse>(StatusCodes.Status201Created).ProducesProblem(422).WithSummary("Create a silence, which mutes the notifications of alerts for a while");
        routes.MapDelete("/silences/{id:guid}", ExpireAsync).WithName("ExpireSilence").Produces(StatusCodes.Status204NoContent).ProducesProblem(404)
            .WithSummary("Expire a silence");
    }

    private static async Task<IResult> ListAsync(HttpContext context, MonitoringServers servers, CancellationToken cancellationToken)
    {
        var silences = await servers.Alertmanager.GetSilencesAsync(cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(
            new ListResponse<SilenceResponse>([.. silences.Select(ToResponse).OrderBy(silence => silence.State, StringComparer.Ordinal).ThenByDescending(silence => silence.EndsAt)]),
            GatewayJson.Default.ListResponseSilenceResponse);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, MonitoringServers servers, IdentityDb db, TimeProvider time)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.CreateSilenceRequest);
        var comment = Check(request);
        var caller = context.Caller();
        var now = time.GetUtcNow();
        var silence = new NewSilence(
            [.. request.Matchers.Select(matcher => new ManagedMatcher(matcher.Name, matcher.Value, matcher.IsRegex, matcher.IsEqual))],
            now,
            now.AddMinutes(request.DurationMinutes),
            caller.Email,
            comment);
        var id = await servers.Alertmanager.CreateSilenceAsync(silence, context.RequestAborted);
        db.SecurityEvents.Add(SecurityLog.Create(
            time, "silence.created", caller.UserId, context.Connection.RemoteIpAddress, string.Create(CultureInfo.InvariantCulture, $"{id} for {request.DurationMinutes} min: {Words(request.Matchers)}. {silence.Comment}")));

        // The silence exists already: its entry is written even if the client has disconnected.
        await db.SaveChangesAsync(CancellationToken.None);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(
            new SilenceResponse(id, "active", request.Matchers, silence.StartsAt, silence.EndsAt, silence.CreatedBy, silence.Comment),
            GatewayJson.Default.SilenceResponse,
            statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> ExpireAsync(Guid id, HttpContext context, MonitoringServers servers, IdentityDb db, TimeProvider time)
    {
        if (!await servers.Alertmanager.ExpireSilenceAsync(id, context.RequestAborted))
        {
            return ApiProblem.NotFound("There is no such silence.");
        }

        db.SecurityEvents.Add(SecurityLog.Create(time, "silence.expired", context.Caller().UserId, context.Connection.RemoteIpAddress, id.ToString()));
        await db.SaveChangesAsync(CancellationToken.None);
        return TypedResults.NoContent();
    }

    /// <summary>Validates a silence; throws an error that names every invalid field.</summary>
    /// <returns>The comment in its normal form.</returns>
    private static string Check(CreateSilenceRequest request)
    {
        var errors = new FieldErrors();
        if (request.Matchers.Count is 0 or > MaxMatchers)
        {
            errors.Add("matchers", FieldError.Items(1, MaxMatchers, string.Create(CultureInfo.InvariantCulture, $"1 to {MaxMatchers} of them.")));
        }

        for (var i = 0; i < request.Matchers.Count; i++)
        {
            var matcher = request.Matchers[i];
            var field = string.Create(CultureInfo.InvariantCulture, $"matchers[{i}]");
            if (matcher is null)
            {
                errors.Add(field, FieldError.NotNull);
                continue;
            }

            if (matcher.Name.Length is 0 or > 100)
            {
                errors.Add(field + ".name", FieldError.Characters(1, 100));
            }

            if (matcher.Value.Length > 1_000)
            {
                errors.Add(field + ".value", FieldError.Characters(0, 1_000));
            }
        }

        if (request.Matchers.All(matcher => matcher is null || !matcher.IsEqual || matcher.Value.Length == 0))
        {
            errors.Add("matchers", FieldError.Other("One of them has to say what a label is: a silence is never about everything."));
        }

        if (request.DurationMinutes is < 1 or > MaxMinutes)
        {
            errors.Add("duration_minutes", FieldError.Number(1, MaxMinutes, string.Create(CultureInfo.InvariantCulture, $"1 to {MaxMinutes}.")));
        }

        var comment = NormalTexts.Read(request.Comment, "comment", MaxComment, s_comment, errors);
        if (comment is { Length: < 3 })
        {
            errors.Add("comment", s_comment);
        }

        errors.ThrowIfAny();
        return comment!;
    }

    private static string Words(IReadOnlyList<SilenceMatcher> matchers) => string.Join(
        ", ", matchers.Select(matcher => matcher.Name + (matcher.IsEqual ? "=" : "!") + (matcher.IsRegex ? "~" : matcher.IsEqual ? "" : "=") + matcher.Value));

    private static SilenceResponse ToResponse(ManagedSilence silence) => new(
        silence.Id,
        silence.Status.State,
        [.. silence.Matchers.Select(matcher => new SilenceMatcher(matcher.Name, matcher.Value, matcher.IsRegex, matcher.IsEqual))],
        silence.StartsAt,
        silence.EndsAt,
        silence.CreatedBy,
        silence.Comment);
}
