using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.ServiceDefaults.Health;

/// <summary>Holds the answer of a dependency's or a component's health check.</summary>
/// <param name="Message">A message for people; null for none.</param>
/// <param name="Details">Figures: texts, numbers, flags, or nested values of these by name. No secrets.</param>
/// <param name="Status">The reported status.</param>
public readonly record struct ProbeAnswer(
    string? Message,
    IReadOnlyDictionary<string, object>? Details = null,
    HealthStatus Status = HealthStatus.Healthy);
