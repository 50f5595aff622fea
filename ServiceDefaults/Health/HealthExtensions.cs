using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Platform.ServiceDefaults.Measures;

namespace Platform.ServiceDefaults.Health;

/// <summary>One line for each check and each piece of information of a service's own.</summary>
public static class HealthExtensions
{
    /// <summary>Adds a check. It runs in the background; its last answer stands in <c>/health</c> and in the metrics of health.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="name">The check's name: letters, digits, <c>-</c> and <c>_</c>.</param>
    /// <param name="check">Asks. What it throws is its message, and it has failed.</param>
    /// <param name="whenFailing">What the service's health is while the check fails or does not answer.</param>
    /// <param name="timeout">How long it may take; null for what section <c>Health</c> says.</param>
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

    /// <summary>Adds a named part to <c>/info</c> and <c>/status</c>.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="name">The part's name.</param>
    /// <param name="read">Says what stands there now; called for each request, so it must not wait for anybody.</param>
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
