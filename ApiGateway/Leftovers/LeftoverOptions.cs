using System.ComponentModel.DataAnnotations;

namespace Platform.ApiGateway.Leftovers;

/// <summary>Section <c>Leftovers</c>.</summary>
internal sealed class LeftoverOptions
{
    /// <summary>How often objects of jobs that are gone are looked for. A round lists every object of a job.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan Period { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How old an object is at least before it can be taken for left over.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromHours(1);
}
