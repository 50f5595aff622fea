using System.ComponentModel.DataAnnotations;

namespace Platform.ApiGateway.Accounts;

/// <summary>Section <c>SecurityEvents</c>.</summary>
internal sealed class SecurityEventOptions
{
    /// <summary>How long they are kept: somebody may look into what happened a year ago.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "18000.00:00:00")]
    public TimeSpan Kept { get; set; } = TimeSpan.FromDays(400);

    /// <summary>How often those that are older are deleted.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan CleanUpPeriod { get; set; } = TimeSpan.FromHours(1);
}
