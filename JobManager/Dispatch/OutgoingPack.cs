namespace Platform.JobManager.Dispatch;

/// <summary>A RabbitMQ message that carries jobs of one queue.</summary>
/// <param name="queue">The name of the queue.</param>
internal sealed class OutgoingPack(string queue)
{
    /// <summary>The name of the queue.</summary>
    public string Queue { get; } = queue;

    /// <summary>The jobs in the message; cleared once it has been sent.</summary>
    public List<DueJob> Jobs { get; } = [];

    /// <summary>The batches that the jobs belong to, each once.</summary>
    public List<DueBatch> Batches { get; } = [];

    /// <summary>When the message was sent, UTC.</summary>
    public DateTimeOffset PublishedAt { get; set; }
}
