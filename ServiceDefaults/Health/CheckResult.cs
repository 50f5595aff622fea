using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.ServiceDefaults.Health;

/// <summary>The last result of one check.</summary>
internal sealed record CheckResult(
    HealthStatus Status,
    string Message,
    TimeSpan Duration,
    DateTimeOffset CheckedAt,
    IReadOnlyDictionary<string, object> Details);
