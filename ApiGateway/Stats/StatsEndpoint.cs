using System.Reflection;
using System.Runtime.InteropServices;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.ApiGateway.Queues;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Stats;

/// <summary>Maps <c>GET /stats</c>.</summary>
internal static class StatsEndpoint
{
    private static readonly Dictionary<string, string> s_broker = new(StringComparer.Ordinal)
    {
        ["framework"] = "ASP.NET Core on " + RuntimeInformation.FrameworkDescription,
        ["version"] = typeof(StatsEndpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "",
        ["database"] = "PostgreSQL",
        ["auth"] = "bearer token or API key",
        ["delivery"] = "at least once",
    };

    public static IHostApplicationBuilder AddStats(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LastFault>().AddSingleton<SystemFigures>().AddSingleton<RequestTally>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RequestTally>());
        return builder;
    }

    public static void MapStats(this IEndpointRouteBuilder routes, string suffix = "") => routes.MapGet("/stats", GetAsync).WithTags("Queues")
        .RequireAuthorization(Policies.ReadQueues).Produces<StatsResponse>().WithName("GetStats" + suffix).WithSummary("Get counts of requests and messages, and figures of host and process");

    private static async Task<IResult> GetAsync(HttpContext context, BrokerClient queues, RequestTally requests, SystemFigures system, LastFault faults, TimeProvider time)
    {
        var totals = await queues.TotalsAsync(context.RequestAborted);
        var (count, byRoute, byStatus) = requests.Read();
        var start = Start(time);
        var uptime = time.GetUtcNow() - start;
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(
            new StatsResponse(
                start, Math.Round(uptime.TotalSeconds, 3), Human(uptime), count, byRoute, byStatus, totals.Queues, totals.Published, totals.Pending, totals.Processing,
                totals.Processed, totals.Failed, faults.Last?.What, faults.Last?.At, system.Read(), s_broker),
            GatewayJson.WithNulls.StatsResponse);
    }

    private static DateTimeOffset Start(TimeProvider time)
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        var start = new DateTimeOffset(process.StartTime.ToUniversalTime());
        return start < time.GetUtcNow() ? start : time.GetUtcNow();
    }

    /// <summary>Formats a duration such as <c>2d 5h 10m 3s</c>, without leading zero parts.</summary>
    internal static string Human(TimeSpan time) => (time.Days, time.Hours, time.Minutes) switch
    {
        ( > 0, _, _) => FormattableString.Invariant($"{time.Days}d {time.Hours}h {time.Minutes}m {time.Seconds}s"),
        (_, > 0, _) => FormattableString.Invariant($"{time.Hours}h {time.Minutes}m {time.Seconds}s"),
        (_, _, > 0) => FormattableString.Invariant($"{time.Minutes}m {time.Seconds}s"),
        _ => FormattableString.Invariant($"{time.Seconds}s"),
    };
}
