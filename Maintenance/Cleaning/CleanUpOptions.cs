using System.ComponentModel.DataAnnotations;

namespace Platform.Maintenance.Cleaning;

/// <summary>Configures the clean-up of files that no service cleans up itself; section <c>CleanUp</c>.</summary>
internal sealed class CleanUpOptions
{
    /// <summary>Gets or sets folders of log files.</summary>
    public string[] Logs { get; set; } = [];

    /// <summary>Gets or sets how long a log file is kept after its last line. Services delete the older parts of their own logs by size.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan LogsAfter { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Gets or sets folders of temporary files: scratch, results of tests, caches that are made again.</summary>
    public string[] Temporary { get; set; } = [];

    /// <summary>Gets or sets how long a temporary file is kept after its last change.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan TemporaryAfter { get; set; } = TimeSpan.FromDays(7);
}
