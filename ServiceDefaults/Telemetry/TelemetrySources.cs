namespace Platform.ServiceDefaults.Telemetry;

/// <summary>
/// The meters and activity sources that are listened to. A list and not everything: the frameworks' diagnostic meters bring
/// dozens of families that nobody looks at, and Polly's histograms of every call say no more than <c>circuit_breaker_calls_total</c>.
/// The platform's own are all named <c>Platform.{Area}</c>.
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
