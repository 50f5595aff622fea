using System.Threading.Channels;
using Platform.Contracts.Messaging;

namespace Platform.ApiGateway.Events;

/// <summary>What one event stream still has to send. A client too slow for it loses the oldest and gets the present state instead.</summary>
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

    /// <summary>Only this job's changes.</summary>
    public Guid? JobId { get; }

    /// <summary>Only this owner's changes.</summary>
    public Guid? OwnerId { get; }

    public ChannelReader<JobChange> Changes => _changes.Reader;

    public void Offer(JobChange change) => _changes.Writer.TryWrite(change);

    /// <summary>Says that changes were lost.</summary>
    public void RequestResync() => Volatile.Write(ref _resync, 1);

    /// <summary>Whether changes were lost since the last call.</summary>
    public bool TakeResync() => Interlocked.Exchange(ref _resync, 0) == 1;

    public void Dispose() => _remove(this);
}
