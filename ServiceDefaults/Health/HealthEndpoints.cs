using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Drain;
using Platform.ServiceDefaults.Identity;
using Platform.ServiceDefaults.WarmUp;

namespace Platform.ServiceDefaults.Health;

internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        // Liveness checks no dependency: one that is unavailable must not restart the process.
        Map(endpoints, "/health/live", static context => WriteAsync(context, HealthStatus.Healthy, static (_, _, _) => { }));
        Map(endpoints, "/health/ready", WriteReadinessAsync);
        Map(endpoints, "/health", static context => WriteChecksAsync(context, static (_, _, _) => { }));
        Map(endpoints, "/status", static context => WriteChecksAsync(context, WriteStatus));
        Map(endpoints, "/info", static context => WriteAsync(context, HealthStatus.Healthy, WriteInfo));
    }

    private static void Map(IEndpointRouteBuilder endpoints, string path, RequestDelegate respond) => endpoints
        .MapMethods(path, [HttpMethods.Get, HttpMethods.Head], respond)
        .ShortCircuit()
        .DisableHttpMetrics()
        .ExcludeFromDescription();

    private static Task WriteReadinessAsync(HttpContext context)
    {
        var services = context.RequestServices;
        return services.GetRequiredService<DrainService>().HasBegun ? WriteAsync(context, HealthStatus.Unhealthy, static (json, _, _) => json.WriteBoolean("draining", true))
            : services.GetRequiredService<WarmUpService>().IsOver ? WriteChecksAsync(context, static (_, _, _) => { })
            : WriteAsync(context, HealthStatus.Unhealthy, static (json, _, _) => json.WriteBoolean("warming_up", true));
    }

    private static async Task WriteChecksAsync(HttpContext context, Action<Utf8JsonWriter, HttpContext, bool> writeMore)
    {
        var monitor = context.RequestServices.GetRequiredService<HealthMonitor>();
        await monitor.WaitForFirstRoundAsync(context.RequestAborted).ConfigureAwait(false);
        await WriteAsync(context, monitor.Status, (json, _, withDetails) =>
        {
            HealthBody.WriteChecks(json, monitor.Results, withDetails);
            writeMore(json, context, withDetails);
        }).ConfigureAwait(false);
    }

    private static void WriteStatus(Utf8JsonWriter json, HttpContext context, bool withDetails)
    {
        if (withDetails)
        {
            HealthBody.WriteValues(json, "system", SystemFigures(context.RequestServices.GetRequiredService<MachineChecks>()));
            WriteSections(json, context);
        }
    }

    private static void WriteInfo(Utf8JsonWriter json, HttpContext context, bool withDetails)
    {
        json.WriteString("application", "Platform");
        json.WriteString("environment", context.RequestServices.GetRequiredService<ServiceIdentity>().Environment);
        if (withDetails)
        {
            WriteSections(json, context);
        }
    }

    private static void WriteSections(Utf8JsonWriter json, HttpContext context)
    {
        json.WriteStartObject("info");
        foreach (var section in context.RequestServices.GetServices<InfoSection>())
        {
            HealthBody.WriteValues(json, section.Name, section.Read(context.RequestServices));
        }

        json.WriteEndObject();
    }

    private static Dictionary<string, object> SystemFigures(MachineChecks machine)
    {
        var figures = MachineChecks.Platform();
        foreach (var (name, answer) in ((string, ProbeAnswer)[])[("disk", machine.Disk()), ("memory", machine.Memory()), ("resources", machine.Resources())])
        {
            figures[name] = answer.Details!;
        }

        return figures;
    }

    private static async Task WriteAsync(HttpContext context, HealthStatus status, Action<Utf8JsonWriter, HttpContext, bool> writeRest)
    {
        var response = context.Response;
        var services = context.RequestServices;
        var withDetails = services.GetRequiredService<IOptions<HealthOptions>>().Value.MaySeeDetails is not { } mayAsk
            || await mayAsk(context).ConfigureAwait(false);
        response.StatusCode = status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";

        var json = new Utf8JsonWriter(response.BodyWriter);
        await using (json.ConfigureAwait(false))
        {
            json.WriteStartObject();
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            HealthBody.WriteHead(json, status, services.GetRequiredService<ServiceIdentity>(), now, now - services.GetRequiredService<HealthMonitor>().StartedAt);
            writeRest(json, context, withDetails);
            json.WriteEndObject();
            await json.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        }
    }
}
