namespace Aspire.Dashboard.Resources;

/// <summary>What a health check found.</summary>
public enum ResourceHealth
{
    /// <summary>It does not work.</summary>
    Unhealthy,

    /// <summary>It works, with less than it should.</summary>
    Degraded,

    /// <summary>It works.</summary>
    Healthy,
}

/// <summary>What one health check of a resource said last.</summary>
/// <param name="Name">The check's key, such as <c>api-gateway_http_/health_200_check</c>.</param>
/// <param name="Status">The result; null when it has not run yet.</param>
/// <param name="Description">The check's own words; null for none.</param>
/// <param name="Error">The failure as text; null for none.</param>
/// <param name="LastRunAt">When it ran; null when it has not run yet.</param>
public sealed record HealthReportSnapshot(
    string Name, ResourceHealth? Status, string? Description = null, string? Error = null, DateTimeOffset? LastRunAt = null);
