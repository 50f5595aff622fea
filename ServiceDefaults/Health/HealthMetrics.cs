using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.ServiceDefaults.Health;

/// <summary>Exports the results of the health checks as metrics, so that dashboards and health endpoints agree.</summary>
internal sealed class HealthMetrics
{
    public HealthMetrics(IMeterFactory meters, HealthMonitor monitor)
    {
        var meter = meters.Create("Platform.Health");
        meter.CreateObservableGauge(
            "service.health.status",
            () => ValueOf(monitor.Status),
            description: "Health of the service: 2 healthy, 1 degraded, 0 down.");
        meter.CreateObservableGauge(
            "health.check.status",
            () => monitor.Results.Select(result => new Measurement<int>(ValueOf(result.Value.Status), new KeyValuePair<string, object?>("check", result.Key))),
            description: "Last result of a health check: 2 healthy, 1 degraded, 0 down.");
        meter.CreateObservableGauge(
            "health.check.duration",
            () => monitor.Results.Select(result => new Measurement<double>(result.Value.Duration.TotalSeconds, new KeyValuePair<string, object?>("check", result.Key))),
            "s",
            "How long the last run of a health check took.");
    }

    private static int ValueOf(HealthStatus status) => (int)status;
}
