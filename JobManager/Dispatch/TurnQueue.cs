using System.Threading.Channels;

namespace Platform.JobManager.Dispatch;

/// <summary>Hands jobs of long kinds to whoever gives turns, and wakes it. What does not fit is left to the outbox.</summary>
internal sealed class TurnQueue
{
    private readonly Channel<DueBatch> _due = Channel.CreateBounded<DueBatch>(
        new BoundedChannelOptions(2048) { SingleReader = true, SingleWriter = true, FullMode = BoundedChannelFullMode.Wait });

    private volatile TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _somebodyWaits;

    public ChannelReader<DueBatch> Due => _due.Reader;

    /// <summary>Ends when there is something to look at.</summary>
    public Task Woken => _woken.Task;

    /// <summary>Hands over a batch with jobs that need a turn.</summary>
    public void Add(DueBatch batch)
    {
        if (_due.Writer.TryWrite(batch))
        {
            _woken.TrySetResult();
        }
    }

    /// <summary>A place was taken or became free.</summary>
    public void PlacesChanged()
    {
        if (_somebodyWaits)
        {
            _woken.TrySetResult();
        }
    }

    /// <summary>Before a look: what comes from now on wakes again.</summary>
    public void Look() => _woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>After a look: whether places that change matter to anybody.</summary>
    public void Looked(bool somebodyWaits) => _somebodyWaits = somebodyWaits;
}
