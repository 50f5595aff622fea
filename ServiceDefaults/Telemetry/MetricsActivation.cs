using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.ServiceDefaults.Health;
using Platform.ServiceDefaults.Requests;
using Platform.ServiceDefaults.Resilience;

namespace Platform.ServiceDefaults.Telemetry;

/// <summary>Creates the instruments when the service starts, so that their series are there before anything happens.</summary>
internal sealed class MetricsActivation(IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<ProcessMetrics>();
        services.GetRequiredService<RequestMetrics>();
        services.GetRequiredService<HealthMetrics>();

        // Building the pipelines initialises each dependency's counters.
        services.GetService<DependencyPipelines>();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
