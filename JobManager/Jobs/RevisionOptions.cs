using System.ComponentModel.DataAnnotations;

namespace Platform.JobManager.Jobs;

/// <summary>Section <c>Revisions</c>.</summary>
internal sealed class RevisionOptions
{
    /// <summary>How many bytes the edited captions of a user may have together, in all revisions that are kept.</summary>
    [Range(1, long.MaxValue)]
    public long BytesPerUser { get; set; } = 1L << 30;
}
