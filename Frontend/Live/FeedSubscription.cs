using System.Threading.Channels;

namespace Platform.Frontend.Live;

/// <summary>One page's view of a feed. A page that is too slow loses the oldest messages and is told to read again.</summary>
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

    /// <summary>Waits for messages and returns all that are there, oldest first; empty when the feed is closed.</summary>
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
