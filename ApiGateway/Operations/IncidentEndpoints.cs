using System.Text;
using Platform.ApiGateway.Json;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Operations;

/// <summary>Maps the routes under <c>/operations/incidents</c>.</summary>
internal static class IncidentEndpoints
{
    private const string Number = "/incidents/{number:long:min(1)}";

    /// <summary>Maps the routes that read.</summary>
    public static void MapIncidentReads(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/incidents", ListAsync).WithName("ListIncidents").Produces<PageResponse<IncidentResponse>>().ProducesProblem(422)
            .WithSummary("List incidents, newest first")
            .WithDescription("Filters: state, severity (each repeatable), service; limit 1 to 200; cursor of the previous page.");
        routes.MapGet(Number, GetAsync).WithName("GetIncident").Produces<IncidentDetails>().Produces(304).ProducesProblem(404)
            .WithSummary("Get an incident with its alerts and its timeline; its revision is the ETag");
        routes.MapGet(Number + "/post-mortem", DraftAsync).WithName("DraftPostMortem").Produces<string>(200, "text/markdown").ProducesProblem(404)
            .WithSummary("Get the beginning of a post-mortem as Markdown: what is known of the incident, and what to add");
    }

    private static async Task<IResult> GetAsync(long number, HttpContext context, OperationsClient operations)
    {
        var incident = await operations.GetAsync(number, context.RequestAborted);
        context.Response.Headers.CacheControl = "private, no-cache";
        return context.Answer(incident);
    }

    private static async Task<IResult> DraftAsync(long number, HttpContext context, OperationsClient operations)
    {
        var incident = await operations.GetAsync(number, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Text(PostMortemDraft.Of(PublicIncidents.ToResponse(incident)), "text/markdown", Encoding.UTF8);
    }

    private static async Task<IResult> ListAsync(HttpContext context, OperationsClient operations)
    {
        var page = await operations.SearchAsync(IncidentQuery.Read(context.Request.Query), context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(
            new PageResponse<IncidentResponse>([.. page.Incidents.Select(PublicIncidents.ToResponse)], page.HasNext ? IncidentQuery.CursorOf(page.Next) : null),
            GatewayJson.Default.PageResponseIncidentResponse);
    }
}
