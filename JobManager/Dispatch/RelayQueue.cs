using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace Platform.JobManager.Dispatch;

/// <summary>
/// Passes committed batches to the relay in memory. It is bounded by count and by bytes, because callers choose the size of a job. A batch
/// that does not fit is left to the outbox, so that a commit never waits here.
/// </summary>
internal sealed class RelayQueue(TimeProvider time, IOptions<DispatchOptions> options)
{
    private readonly Channel<DueBatch> _due = Channel.CreateBounded<DueBatch>(
        new BoundedChannelOptions(2048) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Channel<Guid> _published = Channel.CreateBounded<Guid>(
        new BoundedChannelOptions(8192) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private readonly Lock _lock = new();
    private TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bufferedBytes;

    /// <summary>The batches to publish.</summary>
    public ChannelReader<DueBatch> Due => _due.Reader;

    /// <summary>The ids of outbox rows that can be deleted. Ids are dropped when too many wait; their rows are then published again.</summary>
    public ChannelReader<Guid> Published => _published.Reader;

    /// <summary>The bytes of batches that wait or that the relay has taken and not yet sent.</summary>
    public long BufferedBytes => Volatile.Read(ref _bufferedBytes);

    /// <summary>Creates the id and the claim of an outbox row that is about to be committed.</summary>
    public (Guid Id, DateTimeOffset ClaimedUntil) NewClaim(DateTimeOffset now) =>
        (Guid.CreateVersion7(now), time.GetUtcNow() + options.Value.Claim);

    /// <summary>Enqueues a committed batch, or leaves it in the outbox if the relay is too far behind.</summary>
    public void EnqueueCommitted(Guid id, DateTimeOffset claimedUntil, IReadOnlyList<DueJob> jobs)
    {
        if (jobs.Count == 0)
        {
            return;
        }

        var batch = new DueBatch(id, jobs, claimedUntil);
        if (TryReserve(batch.Bytes) && !_due.Writer.TryWrite(batch))
        {
            Release(batch.Bytes);
        }
    }

    /// <summary>Enqueues a batch that was claimed from the outbox. Waits while the queue is full.</summary>
    public async ValueTask EnqueueReclaimedAsync(DueBatch batch, CancellationToken cancellationToken)
    {
        while (true)
        {
            var released = Volatile.Read(ref _released).Task;
            if (TryReserve(batch.Bytes))
            {
                break;
            }

            await released.WaitAsync(cancellationToken);
        }

        try
        {
            await _due.Writer.WriteAsync(batch, cancellationToken);
        }
        catch
        {
            Release(batch.Bytes);
            throw;
        }
    }

    /// <summary>Releases the memory of batches that were read from <see cref="Due"/>, once they are sent or abandoned.</summary>
    public void Release(long bytes)
    {
        TaskCompletionSource released;
        lock (_lock)
        {
            _bufferedBytes -= bytes;
            released = _released;
            _released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        released.TrySetResult();
    }

    /// <summary>Records that RabbitMQ has confirmed a batch. The row is deleted when its last part is confirmed.</summary>
    public void MarkPublished(DueBatch batch)
    {
        if (batch.CompletePart())
        {
            MarkPublished(batch.Id);
        }
    }

    /// <summary>Records that an outbox row can be deleted.</summary>
    public void MarkPublished(Guid id) => _published.Writer.TryWrite(id);

    /// <summary>Ends the intake; the relay then publishes the remaining batches and stops.</summary>
    public void Complete() => _due.Writer.TryComplete();

    // A single batch may exceed the limit, or it could never be published.
    private bool TryReserve(long bytes)
    {
        lock (_lock)
        {
            if (_bufferedBytes > 0 && _bufferedBytes + bytes > options.Value.HeldBytes)
            {
                return false;
            }

            _bufferedBytes += bytes;
            return true;
        }
    }
}
