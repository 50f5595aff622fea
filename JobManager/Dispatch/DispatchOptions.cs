using System.ComponentModel.DataAnnotations;

namespace Platform.JobManager.Dispatch;

/// <summary>Section <c>Dispatch</c>.</summary>
internal sealed class DispatchOptions
{
    /// <summary>Most jobs of short kinds in one message.</summary>
    [Range(1, 1000)]
    public int PackSize { get; set; } = 100;

    /// <summary>
    /// Most jobs of long kinds of one owner at the broker and running while others' wait, so that slow media of one do not take all
    /// places. Null: half of the places that workers have.
    /// </summary>
    [Range(1, 10_000)]
    public int? LongPerOwner { get; set; }

    /// <summary>
    /// Most bytes of jobs that wait in memory for the broker; what is beyond waits in the database alone. One commit's jobs may be more.
    /// </summary>
    [Range(1024 * 1024, 4L * 1024 * 1024 * 1024)]
    public long HeldBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How long a batch belongs to the replica that committed or claimed it.</summary>
    public TimeSpan Claim { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a confirm may take before the channel is given up.</summary>
    public TimeSpan ConfirmTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause between two looks for batches that nobody has published.</summary>
    public TimeSpan ReclaimInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a job is queued at least before it can be taken for lost by the broker.</summary>
    public TimeSpan LostAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Pause between two looks for lost jobs.</summary>
    public TimeSpan LostInterval { get; set; } = TimeSpan.FromSeconds(15);
}
