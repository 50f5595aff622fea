namespace Platform.ServiceDefaults.Telemetry;

/// <summary>
/// Lists the meters and activity sources to export. The frameworks' diagnostic meters are excluded because they add dozens of metrics that nobody
/// uses, and Polly's histograms because <c>circuit_breaker_calls_total</c> has the same information. The platform's own are all named
/// <c>Platform.{Area}</c>.
/// </summary>
internal static class TelemetrySources
{
    public static readonly string[] Meters =
    [
        "Platform.*",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.Routing",
        "Microsoft.AspNetCore.RateLimiting",
        "Microsoft.AspNetCore.Authentication",
        "Microsoft.AspNetCore.Authorization",
        "Microsoft.AspNetCore.Diagnostics",
        "Microsoft.AspNetCore.MemoryPool",
        "Microsoft.AspNetCore.Http.Connections",
        "Microsoft.AspNetCore.Components",
        "Microsoft.AspNetCore.Components.Lifecycle",
        "Microsoft.AspNetCore.Components.Server.Circuits",
        "System.Net.Http",
        "System.Net.NameResolution",
        "System.Runtime",
        "Npgsql",
    ];

    public static readonly string[] Activities =
        ["Platform.*", "System.Net.Http", "Npgsql", "RabbitMQ.Client.*", "Microsoft.AspNetCore.Components", "Microsoft.AspNetCore.Components.Server.Circuits"];
}
