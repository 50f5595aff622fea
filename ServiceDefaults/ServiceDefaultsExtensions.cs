using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.ServiceDefaults.Drain;
using Platform.ServiceDefaults.Exposition;
using Platform.ServiceDefaults.Faults;
using Platform.ServiceDefaults.Health;
using Platform.ServiceDefaults.Identity;
using Platform.ServiceDefaults.LogFiles;
using Platform.ServiceDefaults.Logs;
using Platform.ServiceDefaults.Requests;
using Platform.ServiceDefaults.Secrets;
using Platform.ServiceDefaults.Telemetry;
using Platform.ServiceDefaults.WarmUp;

namespace Microsoft.Extensions.Hosting;

/// <summary>Sets up what all services of the platform have in common.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>
    /// Adds secrets from files, telemetry, health checks, warm-up, drain, service discovery, JSON logs, problem details and resilience defaults.
    /// </summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddSecretFiles();
        var identity = ServiceIdentity.Of(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(identity);
        builder.AddJsonLogs();
        builder.AddLogFiles();
        builder.AddTelemetry(identity);
        builder.AddRequestFrame();
        builder.AddHealth();
        builder.AddWarmUp();
        builder.AddDrain();
        builder.AddFaults();
        builder.Services.AddServiceDiscovery();
        return builder;
    }

    /// <summary>
    /// Maps <c>/health</c>, <c>/health/live</c>, <c>/health/ready</c>, <c>/status</c>, <c>/info</c> and, unless telemetry is disabled,
    /// <c>/metrics</c>.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapHealth();
        app.MapLogFiles();
        if (app.Configuration.IsTelemetryEnabled())
        {
            app.MapPrometheusScrapingEndpoint().ShortCircuit().DisableHttpMetrics().AddForms();
        }

        return app;
    }
}
