using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.ServiceDefaults.Identity;

namespace Platform.ServiceDefaults.Health;

internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        // Live asks nothing of anybody: a dependency that is away must not get the process restarted.
        Map(endpoints, "/health/live", static context => WriteAsync(context, HealthStatus.Healthy, []));
        Map(endpoints, "/health/ready", WriteChecksAsync);
        Map(endpoints, "/health", WriteChecksAsync);
    }

    private static void Map(IEndpointRouteBuilder endpoints, string path, RequestDelegate respond) => endpoints
        .MapMethods(path, [HttpMethods.Get, HttpMethods.Head], respond)
        .ShortCircuit()
        .DisableHttpMetrics()
        .ExcludeFromDescription();

    private static async Task WriteChecksAsync(HttpContext context)
    {
        var monitor = context.RequestServices.GetRequiredService<HealthMonitor>();
        await monitor.WaitForFirstRoundAsync(context.RequestAborted).ConfigureAwait(false);
        await WriteAsync(context, monitor.Status, monitor.Results.OrderBy(pair => pair.Key, StringComparer.Ordinal)).ConfigureAwait(false);
    }

    private static async Task WriteAsync(
        HttpContext context,
        HealthStatus status,
        IEnumerable<KeyValuePair<string, CheckResult>> results)
    {
        var response = context.Response;
        var services = context.RequestServices;
        var time = services.GetRequiredService<TimeProvider>();
        var identity = services.GetRequiredService<ServiceIdentity>();
        response.StatusCode = status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";

        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("status", NameOf(status));
        json.WriteString("timestamp", time.GetUtcNow());
        json.WriteString("service", identity.Name);
        json.WriteString("version", identity.Version);
        json.WriteStartObject("checks");
        foreach (var (name, result) in results)
        {
            json.WriteStartObject(name);
            json.WriteString("status", NameOf(result.Status));
            json.WriteString("message", result.Message);
            json.WriteNumber("duration_ms", Math.Round(result.Duration.TotalMilliseconds, 3));
            json.WriteString("checked_at", result.CheckedAt);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private static string NameOf(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "HEALTHY",
        HealthStatus.Degraded => "DEGRADED",
        _ => "UNHEALTHY",
    };
}
