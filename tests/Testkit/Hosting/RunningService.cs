using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using Platform.ServiceDefaults.Telemetry;
using Platform.Testkit.Files;

namespace Platform.Testkit.Hosting;

/// <summary>Runs a service of the platform, with its own Program, in this process on a real port of 127.0.0.1.</summary>
/// <typeparam name="TAnyOfService">Any type of the service's assembly.</typeparam>
/// <param name="settings">Configuration that overrides all other, such as <c>ConnectionStrings:platform</c>.</param>
/// <param name="replaceServices">Registrations that replace the service's own, such as a clock.</param>
public sealed class RunningService<TAnyOfService>(
    IReadOnlyDictionary<string, string> settings, Action<IServiceCollection>? replaceServices = null)
    : WebApplicationFactory<TAnyOfService>
    where TAnyOfService : class
{
    /// <summary>The address that it listens on.</summary>
    public Uri Address => ClientOptions.BaseAddress;

    /// <summary>Starts the service with its background services.</summary>
    public RunningService<TAnyOfService> Start()
    {
        UseKestrel();
        StartServer();
        return this;
    }

    /// <inheritdoc />
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseContentRoot(RepositoryRoot.Combine(typeof(TAnyOfService).Assembly.GetName().Name!));
        // UseKestrel(0) would set the port when the service's own Program may already listen.
        builder.UseSetting(WebHostDefaults.ServerUrlsKey, "http://127.0.0.1:0");
        foreach (var (key, value) in settings)
        {
            builder.UseSetting(key, value);
        }

        var meters = new IsolatedMeters();
        builder.ConfigureServices(services => services
            .AddSingleton<IMeterFactory>(_ => meters)
            .ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddMeter([.. TelemetrySources.Meters.Select(meters.NameOf)])));
        if (replaceServices is not null)
        {
            builder.ConfigureServices(replaceServices);
        }
    }
}
