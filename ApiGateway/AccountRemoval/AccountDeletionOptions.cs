using System.ComponentModel.DataAnnotations;

namespace Platform.ApiGateway.AccountRemoval;

/// <summary>Configures the removal of deleted accounts' data; section <c>Leaving</c>.</summary>
internal sealed class AccountDeletionOptions
{
    /// <summary>Gets or sets the interval at which deleted accounts with remaining data are searched for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan Period { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets the delay of the final check after a deletion. By then, data that were in transit have arrived.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan Settle { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets the delay before a retry, for instance for a worker that is stopping or a service that is unavailable.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan Retry { get; set; } = TimeSpan.FromSeconds(15);
}
