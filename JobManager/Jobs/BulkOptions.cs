using System.ComponentModel.DataAnnotations;

namespace Platform.JobManager.Jobs;

/// <summary>Limits actions on many jobs. Section <c>Bulk</c>.</summary>
internal sealed class BulkOptions
{
    /// <summary>The time after which a call ends and says where to continue. It must be shorter than the timeout of callers.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:20")]
    public TimeSpan Longest { get; set; } = TimeSpan.FromSeconds(8);
}
