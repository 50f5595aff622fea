using System.ComponentModel.DataAnnotations;

namespace Platform.ApiGateway.StatusPage;

/// <summary>Configures the gateway's copy of what the public is told; section <c>StatusPage</c>.</summary>
internal sealed class StatusCopyOptions
{
    /// <summary>Gets or sets the folder in which the copy is kept for a start without Operations; null for none.</summary>
    [StringLength(1000, MinimumLength = 1)]
    public string? Folder { get; set; }

    /// <summary>Gets or sets the pause between two readings.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan CopyInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets the age from which the page says that it is old.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan OldAfter { get; set; } = TimeSpan.FromMinutes(2);
}
