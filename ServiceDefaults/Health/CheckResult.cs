using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.ServiceDefaults.Health;

/// <summary>Holds the last result of one health check.</summary>
internal sealed record CheckResult(
    HealthStatus Status,
    string Message,
    TimeSpan Duration,
    DateTimeOffset CheckedAt,
    IReadOnlyDictionary<string, object> Details);
