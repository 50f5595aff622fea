using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Resilience;

namespace Platform.ServiceDefaults.Telemetry;

/// <summary>Creates the instruments when the service starts, so that their series exist before the first measurement.</summary>
internal sealed class MetricsActivation(IServiceProvider services, IEnumerable<InstrumentSet> sets) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var set in sets)
        {
            services.GetRequiredService(set.Type);
        }

        // Building the pipelines creates the counters of each dependency.
        services.GetService<DependencyPipelines>();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
