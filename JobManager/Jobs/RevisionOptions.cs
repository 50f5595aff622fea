using System.ComponentModel.DataAnnotations;

namespace Platform.JobManager.Jobs;

/// <summary>Limits the stored revisions of captions. Section <c>Revisions</c>.</summary>
internal sealed class RevisionOptions
{
    /// <summary>The maximum size of all kept revisions of a user's edited captions, in bytes.</summary>
    [Range(1, long.MaxValue)]
    public long BytesPerUser { get; set; } = 1L << 30;
}
