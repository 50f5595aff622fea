using System.Threading.Channels;

namespace Platform.Frontend.Live;

/// <summary>
/// Buffers the messages of a feed for one page. If the page is too slow the oldest are dropped, and it has to read its content again.
/// </summary>
internal sealed class FeedSubscription : IDisposable
{
    private const int Capacity = 512;

    private readonly Channel<FeedMessage> _messages;
    private readonly Action<FeedSubscription> _release;
    private int _lost;

    public FeedSubscription(Action<FeedSubscription> release)
    {
        _release = release;
        _messages = Channel.CreateBounded<FeedMessage>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Exchange(ref _lost, 1));
    }

    public void Post(FeedMessage message) => _messages.Writer.TryWrite(message);

    /// <summary>
    /// Waits for messages and returns all that have arrived, oldest first, then a <see cref="FeedMessage.ReadAgain"/> if some were dropped; empty if
    /// the feed is closed.
    /// </summary>
    public async ValueTask<IReadOnlyList<FeedMessage>> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await _messages.Reader.WaitToReadAsync(cancellationToken))
        {
            return [];
        }

        List<FeedMessage> batch = [];
        while (batch.Count < Capacity && _messages.Reader.TryRead(out var message))
        {
            batch.Add(message);
        }

        if (Interlocked.Exchange(ref _lost, 0) == 1)
        {
            batch.Add(new FeedMessage.ReadAgain());
        }

        return batch;
    }

    public void Dispose()
    {
        _messages.Writer.TryComplete();
        _release(this);
    }
}
