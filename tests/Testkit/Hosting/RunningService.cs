using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using Platform.ServiceDefaults.Telemetry;
using Platform.Testkit.Files;
using Platform.Testkit.Servers;

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
    private readonly int _grpcPort = FreePorts.Next();

    /// <summary>The address that it listens on.</summary>
    public Uri Address => new(Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses
        .Single(address => new Uri(address).Port != _grpcPort));

    /// <summary>The address on which it serves gRPC, if it does.</summary>
    public Uri GrpcAddress => new($"http://127.0.0.1:{_grpcPort}");

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
        builder.UseSetting(WebHostDefaults.ServerUrlsKey, $"http://127.0.0.1:0;{GrpcAddress}");
        builder.UseSetting("Grpc:Port", _grpcPort.ToString(CultureInfo.InvariantCulture));

        // Hundreds of tests start services, in a process that has compiled the code before.
        builder.UseSetting("WarmUp:MaxDelay", "00:00:00");
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
