using System.ComponentModel.DataAnnotations;

namespace Platform.ApiGateway.OrphanedObjects;

/// <summary>Configures the deletion of orphaned objects; section <c>OrphanedObjects</c>.</summary>
internal sealed class OrphanedObjectOptions
{
    /// <summary>Gets or sets the interval between two sweeps. A sweep lists every object of a job.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan Period { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Gets or sets the minimum age of an object to be considered orphaned.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromHours(1);
}
