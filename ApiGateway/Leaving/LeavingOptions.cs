using System.ComponentModel.DataAnnotations;

namespace Platform.ApiGateway.Leaving;

/// <summary>Section <c>Leaving</c>: what becomes of deleted accounts.</summary>
internal sealed class LeavingOptions
{
    /// <summary>How often accounts are looked for of which something is left.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan Period { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long after its deletion an account is looked at once more: what was on its way then has arrived.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan Settle { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long one that cannot go on waits: for a worker that stops, or a part of the platform that is away.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan Retry { get; set; } = TimeSpan.FromSeconds(15);
}
