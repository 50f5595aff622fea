using System.ComponentModel.DataAnnotations;

namespace Platform.JobManager.Dispatch;

/// <summary>Configures how jobs are published to RabbitMQ. Section <c>Dispatch</c>.</summary>
internal sealed class DispatchOptions
{
    /// <summary>The maximum number of short jobs in one message.</summary>
    [Range(1, 1000)]
    public int PackSize { get; set; } = 100;

    /// <summary>
    /// The number of long jobs that one owner may have published and running while jobs of other owners wait, so that one owner's slow media
    /// do not occupy every worker. Null means half of the slots that workers report.
    /// </summary>
    [Range(1, 10_000)]
    public int? LongPerOwner { get; set; }

    /// <summary>
    /// The memory for jobs that wait to be published, in bytes. Jobs beyond it wait in the outbox. A single commit may exceed it.
    /// </summary>
    [Range(1024 * 1024, 4L * 1024 * 1024 * 1024)]
    public long HeldBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How long a claim on an outbox row lasts; afterwards any replica may publish it.</summary>
    public TimeSpan Claim { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long RabbitMQ may take to confirm a message before the channel is replaced.</summary>
    public TimeSpan ConfirmTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The pause between two searches for outbox rows with expired claims.</summary>
    public TimeSpan ReclaimInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a job must have been queued before its message can be considered lost.</summary>
    public TimeSpan LostAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The pause between two searches for jobs whose message was lost.</summary>
    public TimeSpan LostInterval { get; set; } = TimeSpan.FromSeconds(15);
}
