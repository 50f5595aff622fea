using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Accounts;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Operations;

/// <summary>Maps the routes under <c>/operations/rota</c>. Changes are recorded in the audit log.</summary>
internal static class RotaEndpoints
{
    private const int MaxPeople = 100;
    private const int MaxSwaps = 200;
    private const int MaxZone = 100;
    private const int DayLength = 10;
    private const int LastDay = 6;
    private const int LastMinute = (24 * 60) - 1;

    /// <summary>Maps the route that reads.</summary>
    public static void MapRotaRead(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/rota", GetAsync).WithName("GetRota").Produces<RotaResponse>().WithSummary("Get the rota and who is on call; its revision is the ETag");

    /// <summary>Maps the route for operators.</summary>
    public static void MapRotaChange(this IEndpointRouteBuilder routes) =>
        routes.MapPut("/rota", PutAsync).WithName("ReplaceRota").Accepts<SaveRotaSettings>("application/json")
            .Produces<RotaResponse>().ProducesProblem(412).ProducesProblem(422).ProducesProblem(428).WithSummary("Replace the rota; If-Match has the version that was read");

    private static async Task<IResult> GetAsync(HttpContext context, OperationsClient operations) => Answer(context, await operations.RotaAsync(context.RequestAborted));

    private static async Task<IResult> PutAsync(HttpContext context, OperationsClient operations, IdentityDb db, TimeProvider time)
    {
        var settings = Check(await JsonBody.ReadAsync(context, GatewayJson.Default.SaveRotaSettings));
        var known = await operations.RotaAsync(context.RequestAborted);
        context.RequireMatch(known.Revision);
        var saved = await operations.SaveAsync(new SaveRotaRequest { Revision = known.Revision, Settings = settings }, context.RequestAborted);
        db.SecurityEvents.Add(SecurityLog.Create(
            time, "rota.changed", context.Caller().UserId, context.Connection.RemoteIpAddress,
            string.Create(CultureInfo.InvariantCulture, $"revision {saved.Revision}: {string.Join(", ", settings.People)}")));
        await db.SaveChangesAsync(CancellationToken.None);
        return Answer(context, saved);
    }

    private static RotaSettings Check(SaveRotaSettings request)
    {
        var errors = new FieldErrors();
        var settings = new RotaSettings
        {
            TimeZone = NormalTexts.Read(request.TimeZone, "time_zone", MaxZone, FieldError.Characters(1, MaxZone), errors) ?? "",
            FirstDay = NormalTexts.Read(request.FirstDay, "first_day", DayLength, FieldError.Characters(DayLength, DayLength), errors) ?? "",
            HandoverDay = request.HandoverDay,
            HandoverMinute = request.HandoverMinute,
        };
        if (request.HandoverDay is < 0 or > LastDay)
        {
            errors.Add("handover_day", FieldError.Number(0, LastDay));
        }

        if (request.HandoverMinute is < 0 or > LastMinute)
        {
            errors.Add("handover_minute", FieldError.Number(0, LastMinute));
        }

        var swaps = request.Swaps ?? [];
        if (request.People.Count > MaxPeople || request.People.Any(person => person is null))
        {
            errors.Add("people", FieldError.Items(0, MaxPeople, "At most 100 addresses."));
        }

        if (swaps.Count > MaxSwaps || swaps.Any(swap => swap is null))
        {
            errors.Add("swaps", FieldError.Items(0, MaxSwaps, "At most 200 swaps."));
        }

        errors.ThrowIfAny();
        for (var i = 0; i < request.People.Count; i++)
        {
            settings.People.Add(EmailAddress.Read(request.People[i], string.Create(CultureInfo.InvariantCulture, $"people[{i}]"), errors));
        }

        for (var i = 0; i < swaps.Count; i++)
        {
            if (swaps[i].To <= swaps[i].From)
            {
                errors.Add(string.Create(CultureInfo.InvariantCulture, $"swaps[{i}].to"), FieldError.Other("This is not after its begin."));
            }

            settings.Swaps.Add(new RotaSwapRecord
            {
                From = Timestamp.FromDateTimeOffset(swaps[i].From),
                To = Timestamp.FromDateTimeOffset(swaps[i].To),
                Person = EmailAddress.Read(swaps[i].Person, string.Create(CultureInfo.InvariantCulture, $"swaps[{i}].person"), errors),
            });
        }

        errors.ThrowIfAny();
        return settings;
    }

    private static IResult Answer(HttpContext context, RotaRecord rota)
    {
        context.Response.Headers.ETag = IncidentAnswers.ETagOf(rota.Revision);
        context.Response.Headers.CacheControl = "no-store";
        var settings = rota.Settings;
        return TypedResults.Json(
            new RotaResponse(
                rota.HasOnCall ? rota.OnCall : null, rota.HandoverAt.ToDateTimeOffset(), [.. settings.People], settings.FirstDay, settings.TimeZone, settings.HandoverDay,
                settings.HandoverMinute, [.. settings.Swaps.Select(swap => new RotaTakeover(swap.From.ToDateTimeOffset(), swap.To.ToDateTimeOffset(), swap.Person))], rota.Revision),
            GatewayJson.Default.RotaResponse);
    }
}
