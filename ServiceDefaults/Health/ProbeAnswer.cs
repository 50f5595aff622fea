using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.ServiceDefaults.Health;

/// <summary>What somebody who was asked for their health said.</summary>
/// <param name="Message">For people; null for nothing worth saying.</param>
/// <param name="Details">Figures: text, numbers, flags, or further ones of these by name. No secrets.</param>
/// <param name="Status">How they are.</param>
public readonly record struct ProbeAnswer(
    string? Message,
    IReadOnlyDictionary<string, object>? Details = null,
    HealthStatus Status = HealthStatus.Healthy);
