using Platform.ApiGateway.Json;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Monitoring;

/// <summary>Maps the route <c>/monitoring/alerts</c>: the alerts of Prometheus with their silences from Alertmanager.</summary>
internal static class AlertEndpoints
{
    public static void MapAlerts(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/alerts", ListAsync).WithName("ListAlerts").Produces<AlertsResponse>()
            .WithSummary("List pending and firing alerts with the silences that mute them");

    private static async Task<IResult> ListAsync(HttpContext context, AlertReader alerts)
    {
        var answer = await alerts.ReadAsync(context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(answer, GatewayJson.Default.AlertsResponse);
    }
}
