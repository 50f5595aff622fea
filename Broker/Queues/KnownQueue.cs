namespace Platform.Broker.Queues;

/// <summary>A queue in this process: its present definition, and what has to be at hand for each message.</summary>
internal sealed class KnownQueue(QueueDefinition definition)
{
    private const int UsualBatch = 100;

    private QueueDefinition _definition = definition;
    private long _live;
    private long _arriving;
    private long _version;
    private long _hungryUntil;
    private int _fits = int.MaxValue;

    public int Id => _definition.Id;

    public QueueDefinition Definition
    {
        get => Volatile.Read(ref _definition);
        set => Volatile.Write(ref _definition, value);
    }

    /// <summary>About how many messages are pending, processing or failed: sampled, and counted on in between.</summary>
    public long Live
    {
        get => Volatile.Read(ref _live);
        set => Volatile.Write(ref _live, value);
    }

    /// <summary>Grows whenever messages become ready.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Makes room for messages that are about to be stored, if the queue has any: all that arrive at once are counted.</summary>
    /// <param name="messages">How many.</param>
    /// <returns>Whether there was room; then <see cref="Arrived"/> has to follow, whatever comes of them.</returns>
    public bool MakesRoomFor(int messages)
    {
        if (Live + Interlocked.Add(ref _arriving, messages) <= Definition.MaxMessages)
        {
            return true;
        }

        Arrived(messages);
        return false;
    }

    /// <summary>Messages are no longer about to be stored.</summary>
    public void Arrived(int messages) => Interlocked.Add(ref _arriving, -messages);

    public void Added(long messages) => Interlocked.Add(ref _live, messages);

    /// <summary>
    /// How many of so many messages are worth looking for, since an answer is bounded by bytes: what is looked at and left is kept from
    /// others for that long.
    /// </summary>
    public int Fits(int messages) => Math.Min(messages, Volatile.Read(ref _fits));

    /// <summary>Messages enter of which an answer holds no more than so many.</summary>
    public void FitsAtMost(int messages)
    {
        // Not for those of a size of which a batch is hardly ever cut: guesses must not make batches small.
        if (messages < UsualBatch && messages < Volatile.Read(ref _fits))
        {
            Volatile.Write(ref _fits, messages);
        }
    }

    /// <summary>What was taken tells how many of its size an answer holds.</summary>
    /// <param name="messages">How many were taken.</param>
    /// <param name="bytes">How large they are together.</param>
    /// <param name="most">How large an answer may be.</param>
    public void Took(int messages, long bytes, int most)
    {
        if (messages > 0)
        {
            // Empty ones have no size.
            Volatile.Write(ref _fits, (int)Math.Clamp((long)most * messages / Math.Max(bytes, 1), 1, int.MaxValue));
        }
    }

    public void BecameReady() => Interlocked.Increment(ref _version);

    /// <summary>Some consumer waits, until about then (<see cref="TimeProvider.GetTimestamp"/>).</summary>
    public void Wants(long until) => Interlocked.Exchange(ref _hungryUntil, until);

    public bool IsWantedAt(long timestamp) => Interlocked.Read(ref _hungryUntil) > timestamp;
}
