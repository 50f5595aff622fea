using System.ComponentModel.DataAnnotations;

namespace Platform.ApiGateway.Accounts;

/// <summary>Configures the retention of security events; section <c>SecurityEvents</c>.</summary>
internal sealed class SecurityEventOptions
{
    /// <summary>Gets or sets the retention period. An incident may be investigated a year later.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "18000.00:00:00")]
    public TimeSpan Kept { get; set; } = TimeSpan.FromDays(400);

    /// <summary>Gets or sets the interval between deletions of expired events.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan CleanUpPeriod { get; set; } = TimeSpan.FromHours(1);
}
