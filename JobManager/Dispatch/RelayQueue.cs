using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace Platform.JobManager.Dispatch;

/// <summary>Hands committed batches to the relay in memory. What does not fit is left to the outbox, so nobody ever waits here with a commit.</summary>
internal sealed class RelayQueue(TimeProvider time, IOptions<DispatchOptions> options)
{
    private readonly Channel<DueBatch> _due = Channel.CreateBounded<DueBatch>(
        new BoundedChannelOptions(2048) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Channel<Guid> _confirmed = Channel.CreateBounded<Guid>(
        new BoundedChannelOptions(8192) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    public ChannelReader<DueBatch> Due => _due.Reader;

    public ChannelReader<Guid> Confirmed => _confirmed.Reader;

    /// <summary>A new batch of jobs that are about to be committed: its id, and until when it is this replica's.</summary>
    public (Guid Id, DateTimeOffset ClaimedUntil) NewClaim(DateTimeOffset now) =>
        (Guid.CreateVersion7(now), time.GetUtcNow() + options.Value.Claim);

    /// <summary>Hands over a committed batch, or leaves it in the outbox when the relay is far behind.</summary>
    public void Committed(Guid id, DateTimeOffset claimedUntil, IReadOnlyList<DueJob> jobs)
    {
        if (jobs.Count > 0)
        {
            _due.Writer.TryWrite(new DueBatch(id, jobs, claimedUntil));
        }
    }

    /// <summary>Hands over a batch claimed from the outbox; waits for room.</summary>
    public ValueTask ReclaimedAsync(DueBatch batch, CancellationToken cancellationToken) => _due.Writer.WriteAsync(batch, cancellationToken);

    /// <summary>Notes that the broker has all of a batch.</summary>
    public void Settled(Guid id) => _confirmed.Writer.TryWrite(id);

    /// <summary>Ends the intake; the relay publishes what is left.</summary>
    public void Complete() => _due.Writer.TryComplete();
}
