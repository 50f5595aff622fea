using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.ServiceDefaults.Measures;

namespace Platform.ServiceDefaults.Health;

internal static class HealthExtensions
{
    public static void AddHealth(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddHealthChecks();
        services.AddOptions<HealthOptions>().BindConfiguration("Health").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<HealthMonitor>();
        services.AddInstruments<HealthMetrics>();
        services.AddHostedService(provider => provider.GetRequiredService<HealthMonitor>());
    }
}
