using System.ComponentModel.DataAnnotations;

namespace Platform.Operations.StatusPage;

/// <summary>Configures what the public is told; section <c>StatusPage</c>.</summary>
internal sealed class StatusPageOptions
{
    /// <summary>The folder in which the last state is kept for a start without the database; null for none.</summary>
    [StringLength(1000, MinimumLength = 1)]
    public string? Folder { get; set; }

    /// <summary>The pause between two readings of the state.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The pause between two comparisons of planned work with Alertmanager's silences.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan SilenceInterval { get; set; } = TimeSpan.FromSeconds(10);
}
