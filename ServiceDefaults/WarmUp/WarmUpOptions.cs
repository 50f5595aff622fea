using System.ComponentModel.DataAnnotations;

namespace Platform.ServiceDefaults.WarmUp;

/// <summary>Configures the warm-up at the start of a service; section <c>WarmUp</c>.</summary>
public sealed class WarmUpOptions
{
    /// <summary>
    /// Gets or sets how long a service that has started is not ready because it warms up; 0 to 1 minute. A warm-up that takes longer continues
    /// during the first requests. With 0 there is none.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(10);
}
