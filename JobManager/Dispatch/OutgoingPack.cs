
namespace Platform.JobManager.Dispatch;

/// <summary>One message to come: jobs of one queue, and the batches they belong to.</summary>
internal sealed class OutgoingPack(string queue)
{
    public string Queue { get; } = queue;

    public List<DueJob> Jobs { get; } = [];

    public List<DueBatch> Batches { get; } = [];

    public DateTimeOffset PublishedAt { get; set; }
}
