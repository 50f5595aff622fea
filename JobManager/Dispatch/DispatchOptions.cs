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

    /// <summary>The number of long jobs that one owner may have published and running at any time, even if slots are free. Null for no such limit.</summary>
    [Range(1, 10_000)]
    public int? MaxLongPerOwner { get; set; }

    /// <summary>
    /// The number of long jobs of all owners that may fetch from one media host at a time. A job counts from its permit until its recording is
    /// fetched. 0 for no limit.
    /// </summary>
    [Range(0, 10_000)]
    public int FetchesPerHost { get; set; } = 8;

    /// <summary>The owners whose long jobs weigh more than those of others.</summary>
    public OwnerWeight[] Weights { get; set; } = [];

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

    /// <summary>The limits of long jobs.</summary>
    /// <param name="slots">The number of long jobs that all workers run at a time; 0 if no worker has reported it.</param>
    public PermitLimits LimitsFor(int slots) => new(
        slots, LongPerOwner, MaxLongPerOwner, FetchesPerHost == 0 ? null : FetchesPerHost, Weights.DistinctBy(one => one.Owner).ToDictionary(one => one.Owner, one => one.Weight));
}
