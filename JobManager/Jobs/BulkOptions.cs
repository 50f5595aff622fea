using System.ComponentModel.DataAnnotations;

namespace Platform.JobManager.Jobs;

/// <summary>Section <c>Bulk</c>.</summary>
internal sealed class BulkOptions
{
    /// <summary>How long a bulk action goes on; it then says where it goes on from. Shorter than those who ask wait for an answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:20")]
    public TimeSpan Longest { get; set; } = TimeSpan.FromSeconds(8);
}
