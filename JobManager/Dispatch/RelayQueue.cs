using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace Platform.JobManager.Dispatch;

/// <summary>
/// Hands committed batches to the relay in memory, bounded by number and, as callers choose how large a job is, by bytes. What does not
/// fit is left to the outbox, so nobody ever waits here with a commit.
/// </summary>
internal sealed class RelayQueue(TimeProvider time, IOptions<DispatchOptions> options)
{
    private readonly Channel<DueBatch> _due = Channel.CreateBounded<DueBatch>(
        new BoundedChannelOptions(2048) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Channel<Guid> _confirmed = Channel.CreateBounded<Guid>(
        new BoundedChannelOptions(8192) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private readonly Lock _lock = new();
    private TaskCompletionSource _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _held;

    public ChannelReader<DueBatch> Due => _due.Reader;

    public ChannelReader<Guid> Confirmed => _confirmed.Reader;

    /// <summary>Bytes of the batches that wait, or that the relay has taken and not yet given to the broker.</summary>
    public long HeldBytes => Volatile.Read(ref _held);

    /// <summary>A new batch of jobs that are about to be committed: its id, and until when it is this replica's.</summary>
    public (Guid Id, DateTimeOffset ClaimedUntil) NewClaim(DateTimeOffset now) =>
        (Guid.CreateVersion7(now), time.GetUtcNow() + options.Value.Claim);

    /// <summary>Hands over a committed batch, or leaves it in the outbox when the relay is far behind.</summary>
    public void Committed(Guid id, DateTimeOffset claimedUntil, IReadOnlyList<DueJob> jobs)
    {
        if (jobs.Count == 0)
        {
            return;
        }

        var batch = new DueBatch(id, jobs, claimedUntil);
        if (TryHold(batch.Bytes) && !_due.Writer.TryWrite(batch))
        {
            Released(batch.Bytes);
        }
    }

    /// <summary>Hands over a batch claimed from the outbox; waits for room.</summary>
    public async ValueTask ReclaimedAsync(DueBatch batch, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task room = Volatile.Read(ref _room).Task;
            if (TryHold(batch.Bytes))
            {
                break;
            }

            await room.WaitAsync(cancellationToken);
        }

        try
        {
            await _due.Writer.WriteAsync(batch, cancellationToken);
        }
        catch
        {
            Released(batch.Bytes);
            throw;
        }
    }

    /// <summary>Batches of so many bytes that were taken from <see cref="Due"/> are held no more.</summary>
    public void Released(long bytes)
    {
        TaskCompletionSource room;
        lock (_lock)
        {
            _held -= bytes;
            room = _room;
            _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        room.TrySetResult();
    }

    /// <summary>Notes that the broker has all of a batch, or of a part of one.</summary>
    public void Settled(DueBatch batch)
    {
        if (batch.WasLastPart())
        {
            Settled(batch.Id);
        }
    }

    /// <summary>Notes that the broker has all of the row.</summary>
    public void Settled(Guid id) => _confirmed.Writer.TryWrite(id);

    /// <summary>Ends the intake; the relay publishes what is left.</summary>
    public void Complete() => _due.Writer.TryComplete();

    // One alone may be larger than what all may take.
    private bool TryHold(long bytes)
    {
        lock (_lock)
        {
            if (_held > 0 && _held + bytes > options.Value.HeldBytes)
            {
                return false;
            }

            _held += bytes;
            return true;
        }
    }
}
