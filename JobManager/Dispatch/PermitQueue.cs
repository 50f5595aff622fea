using System.Threading.Channels;

namespace Platform.JobManager.Dispatch;

/// <summary>Passes batches with long jobs to the permit scheduler and wakes it. A batch that does not fit is left to the outbox.</summary>
internal sealed class PermitQueue
{
    private readonly Channel<DueBatch> _due = Channel.CreateBounded<DueBatch>(
        new BoundedChannelOptions(2048) { SingleReader = true, SingleWriter = true, FullMode = BoundedChannelFullMode.Wait });

    private volatile TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isAnyWaiting;

    /// <summary>The batches whose permit requests are not stored yet.</summary>
    public ChannelReader<DueBatch> Due => _due.Reader;

    /// <summary>Completes when another round is worthwhile.</summary>
    public Task Woken => _woken.Task;

    /// <summary>Adds a batch with jobs that need a permit.</summary>
    public void Add(DueBatch batch)
    {
        if (_due.Writer.TryWrite(batch))
        {
            _woken.TrySetResult();
        }
    }

    /// <summary>Signals that a worker's slot was taken or became free.</summary>
    public void SlotsChanged()
    {
        if (_isAnyWaiting)
        {
            _woken.TrySetResult();
        }
    }

    /// <summary>Begins a round: signals from now on wake the scheduler again.</summary>
    public void BeginRound() => _woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends a round. Changed slots wake the scheduler only while jobs wait.</summary>
    public void EndRound(bool isAnyWaiting) => _isAnyWaiting = isAnyWaiting;
}
