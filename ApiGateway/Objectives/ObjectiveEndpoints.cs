using System.Text.RegularExpressions;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Objectives;

/// <summary>Maps the routes that read objectives and their error budgets.</summary>
internal static partial class ObjectiveEndpoints
{
    private static readonly FieldError s_noZone = FieldError.Other("The name of a time zone is needed, such as America/Sao_Paulo.");

    /// <summary>Maps the routes.</summary>
    public static void MapObjectiveReads(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/objectives", ListAsync).WithName("ListObjectives").Produces<ListResponse<ObjectiveResponse>>()
            .WithSummary("List objectives with what is left of their error budgets");
        routes.MapGet("/objectives/{name}", GetAsync).WithName("GetObjective").Produces<ObjectiveDetailResponse>().ProducesProblem(404).ProducesProblem(422)
            .WithSummary("Get an objective with what used its budget up and what is to be expected");
    }

    private static async Task<IResult> ListAsync(HttpContext context, BudgetReader budgets)
    {
        var objectives = await budgets.ListAsync(context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(new ListResponse<ObjectiveResponse>(objectives), GatewayJson.Default.ListResponseObjectiveResponse);
    }

    private static async Task<IResult> GetAsync(string name, HttpContext context, KnownObjectives known, BudgetReader budgets)
    {
        var zone = ReadZone(context.Request.Query);
        if (known.Find(name) is not { } objective)
        {
            return ApiProblem.NotFound("There is no such objective.");
        }

        var detail = await budgets.ReadAsync(objective, zone, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(detail, GatewayJson.Default.ObjectiveDetailResponse);
    }

    private static TimeZoneInfo ReadZone(IQueryCollection query) => query["time_zone"] switch
    {
        [] => TimeZoneInfo.Utc,
        [{ } name] when ZoneName().IsMatch(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) => zone,
        _ => throw new ApiProblemException(ApiProblem.Invalid("time_zone", s_noZone)),
    };

    [GeneratedRegex(@"^[A-Za-z0-9_+-]{1,32}(/[A-Za-z0-9_+-]{1,32}){0,2}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 100)]
    private static partial Regex ZoneName();
}
