using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Platform.ServiceDefaults.Measures;

namespace Platform.ServiceDefaults.Health;

/// <summary>Registers a service's own health checks and information.</summary>
public static class HealthExtensions
{
    /// <summary>Adds a health check that runs in the background. Its last result is part of <c>/health</c> and of the health metrics.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="name">The name of the check: letters, digits, <c>-</c> and <c>_</c>.</param>
    /// <param name="check">Runs the check, which fails by throwing; the exception's message is reported.</param>
    /// <param name="whenFailing">The health of the service while the check fails or times out.</param>
    /// <param name="timeout">The timeout of the check; null for the one of section <c>Health</c>.</param>
    public static IHostApplicationBuilder AddHealthCheck(
        this IHostApplicationBuilder builder,
        string name,
        Func<IServiceProvider, CancellationToken, ValueTask<ProbeAnswer>> check,
        HealthStatus whenFailing = HealthStatus.Degraded,
        TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        builder.Services.AddHealthChecks().Add(
            new HealthCheckRegistration(name, services => new ProbeCheck(services, check), whenFailing, tags: null, timeout ?? Timeout.InfiniteTimeSpan));
        return builder;
    }

    /// <summary>Adds a named section to <c>/info</c> and <c>/status</c>.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="name">The name of the section.</param>
    /// <param name="read">Reads the current values; called for each request, so it must not block.</param>
    public static IHostApplicationBuilder AddInfo(
        this IHostApplicationBuilder builder,
        string name,
        Func<IServiceProvider, IReadOnlyDictionary<string, object>> read)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        builder.Services.AddSingleton(new InfoSection(name, read));
        return builder;
    }

    internal static void AddHealth(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<HealthOptions>().BindConfiguration("Health").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<HealthMonitor>();
        services.AddInstruments<HealthMetrics>();
        services.AddSingleton<MachineChecks>();
        services.AddHostedService(provider => provider.GetRequiredService<HealthMonitor>());
        builder.AddHealthCheck("disk", static (provider, _) => new(provider.GetRequiredService<MachineChecks>().Disk()));
        builder.AddHealthCheck("memory", static (provider, _) => new(provider.GetRequiredService<MachineChecks>().Memory()));
        builder.AddHealthCheck("system_resources", static (provider, _) => new(provider.GetRequiredService<MachineChecks>().Resources()));
    }

    private sealed class ProbeCheck(IServiceProvider services, Func<IServiceProvider, CancellationToken, ValueTask<ProbeAnswer>> check) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var answer = await check(services, cancellationToken).ConfigureAwait(false);
            return new HealthCheckResult(answer.Status, answer.Message, exception: null, answer.Details);
        }
    }
}
