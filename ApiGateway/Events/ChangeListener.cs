using System.Threading.Channels;
using Platform.Contracts.Messaging;

namespace Platform.ApiGateway.Events;

/// <summary>
/// Buffers the changes that an event stream has not sent yet. If the client is too slow the oldest are dropped, and it gets the current state
/// instead.
/// </summary>
internal sealed class ChangeListener : IDisposable
{
    private const int Capacity = 512;

    private readonly Action<ChangeListener> _remove;
    private readonly Channel<JobChange> _changes;
    private int _resync;

    public ChangeListener(Guid? jobId, Guid? ownerId, Action<ChangeListener> remove)
    {
        JobId = jobId;
        OwnerId = ownerId;
        _remove = remove;
        _changes = Channel.CreateBounded<JobChange>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Volatile.Write(ref _resync, 1));
    }

    /// <summary>Gets the job whose changes are received; null for any.</summary>
    public Guid? JobId { get; }

    /// <summary>Gets the owner whose changes are received; null for any.</summary>
    public Guid? OwnerId { get; }

    public ChannelReader<JobChange> Changes => _changes.Reader;

    public void Offer(JobChange change) => _changes.Writer.TryWrite(change);

    /// <summary>Records that changes were lost.</summary>
    public void RequestResync() => Volatile.Write(ref _resync, 1);

    /// <summary>Returns whether changes were lost since the last call.</summary>
    public bool TakeResync() => Interlocked.Exchange(ref _resync, 0) == 1;

    public void Dispose() => _remove(this);
}
