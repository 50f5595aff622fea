using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;
using Polly;

namespace Platform.ApiGateway.Monitoring;

/// <summary>Maps the route <c>/monitoring/alerts</c>: the alerts of Prometheus with their silences from Alertmanager.</summary>
internal static partial class AlertEndpoints
{
    private static readonly string[] s_severities = ["critical", "warning", "info"];

    public static void MapAlerts(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/alerts", ListAsync).WithName("ListAlerts").Produces<AlertsResponse>()
            .WithSummary("List pending and firing alerts with the silences that mute them");

    private static async Task<IResult> ListAsync(HttpContext context, ILoggerFactory loggers)
    {
        var alerts = await context.Monitor<PrometheusClient>(PrometheusClient.Name).GetAlertsAsync(context.RequestAborted);
        var managed = await ManagedAsync(context, loggers);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(
            new AlertsResponse(
                [.. alerts.Select(alert => ToResponse(alert, managed)).OrderBy(Rank).ThenBy(alert => alert.State, StringComparer.Ordinal).ThenBy(alert => alert.Name, StringComparer.Ordinal)],
                managed is not null),
            GatewayJson.Default.AlertsResponse);
    }

    // While Alertmanager is unavailable the alerts are still shown, without their silences.
    private static async Task<IReadOnlyList<ManagedAlert>?> ManagedAsync(HttpContext context, ILoggerFactory loggers)
    {
        if (context.RequestServices.GetService<AlertmanagerClient>() is not { } alertmanager)
        {
            return null;
        }

        try
        {
            return await alertmanager.GetAlertsAsync(context.RequestAborted);
        }
        catch (Exception exception) when (exception is ApiProblemException or HttpRequestException or ExecutionRejectedException)
        {
            LogUnavailable(loggers.CreateLogger(typeof(AlertEndpoints)), exception.Message);
            return null;
        }
    }

    private static AlertResponse ToResponse(PrometheusAlert alert, IReadOnlyList<ManagedAlert>? managed)
    {
        // Alertmanager sees the same labels and Prometheus' external labels.
        var status = managed?.FirstOrDefault(known => alert.Labels.All(label => known.Labels.TryGetValue(label.Key, out var value) && value == label.Value))?.Status;
        return new AlertResponse(
            alert.Labels.GetValueOrDefault("alertname", ""),
            alert.State,
            alert.Labels.GetValueOrDefault("severity", "none"),
            alert.Labels.GetValueOrDefault("service"),
            alert.Labels,
            alert.Annotations,
            alert.ActiveAt,
            alert.Value,
            status?.SilencedBy ?? [],
            status?.InhibitedBy is { Count: > 0 });
    }

    private static int Rank(AlertResponse alert) => Array.IndexOf(s_severities, alert.Severity) is >= 0 and var rank ? rank : s_severities.Length;

    [LoggerMessage(1, LogLevel.Warning, "Alertmanager did not answer, alerts are shown without their silences: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string reason);
}
