namespace Platform.JobManager.Queues;

/// <summary>A queue in this process: its present definition, and what has to be at hand for each message.</summary>
internal sealed class KnownQueue(QueueDefinition definition)
{
    private QueueDefinition _definition = definition;
    private long _live;
    private long _version;
    private long _hungryUntil;

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

    public void Added(long messages) => Interlocked.Add(ref _live, messages);

    public void BecameReady() => Interlocked.Increment(ref _version);

    /// <summary>Some consumer waits, until about then (<see cref="TimeProvider.GetTimestamp"/>).</summary>
    public void Wants(long until) => Interlocked.Exchange(ref _hungryUntil, until);

    public bool IsWantedAt(long timestamp) => Interlocked.Read(ref _hungryUntil) > timestamp;
}
