using Platform.Worker.Reports;
using Platform.Worker.Telemetry;

namespace Platform.Worker.Intake;

/// <summary>
/// Tracks a pack that this worker runs. It is done when the outcome of each of its jobs has been confirmed by RabbitMQ, or the job has left with a
/// lease of its own.
/// </summary>
internal sealed class PackRun(ReadPack pack, QueueTag queue, ulong tag, AckTracker acks, long takenAt, Action<PackRun> done) : IReportReceipt
{
    private int _left = 1;

    public ReadPack Pack => pack;

    public QueueTag Queue => queue;

    public long TakenAt => takenAt;

    /// <summary>Adds one pending item. A run starts with one: the jobs that end at once, reported together.</summary>
    public void Expect() => Interlocked.Increment(ref _left);

    /// <summary>Removes one pending item, because its report was confirmed.</summary>
    public void Confirmed()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            acks.Done(tag);
            done(this);
        }
    }

    public Task AckAsync(CancellationToken cancellationToken) => acks.AckAsync(cancellationToken);

    public AckTracker Acks => acks;
}
