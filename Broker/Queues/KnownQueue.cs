namespace Platform.Broker.Queues;

/// <summary>
/// A queue in the memory of this process: its current definition, and the state that every publish and claim needs without asking the
/// database. Thread-safe.
/// </summary>
/// <param name="definition">The definition as last read.</param>
internal sealed class KnownQueue(QueueDefinition definition)
{
    /// <summary>The number of messages from which on claims are not cut: an estimate must not make batches of small messages smaller.</summary>
    private const int UncutBatch = 100;

    private QueueDefinition _definition = definition;
    private long _live;
    private long _reserved;
    private long _version;
    private long _consumersWaitUntil;
    private int _answerCapacity = int.MaxValue;

    /// <summary>The id of the queue.</summary>
    public int Id => _definition.Id;

    /// <summary>The current definition.</summary>
    public QueueDefinition Definition
    {
        get => Volatile.Read(ref _definition);
        set => Volatile.Write(ref _definition, value);
    }

    /// <summary>The approximate number of pending, delivered and failed messages: sampled regularly and updated by this replica in between.</summary>
    public long Live
    {
        get => Volatile.Read(ref _live);
        set => Volatile.Write(ref _live, value);
    }

    /// <summary>A number that increases whenever messages become ready.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Reserves capacity for messages that are about to be stored. Concurrent reservations are counted together.</summary>
    /// <param name="messages">The number of messages.</param>
    /// <returns>True if the queue has the capacity. The caller must then call <see cref="Release"/>, whether the messages are stored or not.</returns>
    public bool TryReserve(int messages)
    {
        if (Live + Interlocked.Add(ref _reserved, messages) <= Definition.MaxMessages)
        {
            return true;
        }

        Release(messages);
        return false;
    }

    /// <summary>Releases a reservation.</summary>
    public void Release(int messages) => Interlocked.Add(ref _reserved, -messages);

    /// <summary>Adds stored messages to <see cref="Live"/>; negative for removed ones.</summary>
    public void AddLive(long messages) => Interlocked.Add(ref _live, messages);

    /// <summary>
    /// Limits a number of messages to claim to what probably fits into an answer, which is limited in bytes. Further messages would only be locked
    /// for other consumers and then left.
    /// </summary>
    public int LimitToAnswer(int messages) => Math.Min(messages, Volatile.Read(ref _answerCapacity));

    /// <summary>Lowers the estimated capacity of an answer, when messages are published of which at most this many fit into one.</summary>
    public void LowerAnswerCapacity(int messages)
    {
        if (messages < UncutBatch && messages < Volatile.Read(ref _answerCapacity))
        {
            Volatile.Write(ref _answerCapacity, messages);
        }
    }

    /// <summary>Measures the capacity of an answer by the messages of a claim.</summary>
    /// <param name="messages">The number of claimed messages.</param>
    /// <param name="bytes">Their size.</param>
    /// <param name="maxBytes">The maximum size of an answer.</param>
    public void MeasureAnswerCapacity(int messages, long bytes, int maxBytes)
    {
        if (messages > 0)
        {
            // Empty messages have no size.
            Volatile.Write(ref _answerCapacity, (int)Math.Clamp((long)maxBytes * messages / Math.Max(bytes, 1), 1, int.MaxValue));
        }
    }

    /// <summary>Records that messages became ready.</summary>
    public void IncrementVersion() => Interlocked.Increment(ref _version);

    /// <summary>Records that a consumer waits until this timestamp (<see cref="TimeProvider.GetTimestamp"/>).</summary>
    public void SetConsumersWaitUntil(long timestamp) => Interlocked.Exchange(ref _consumersWaitUntil, timestamp);

    /// <summary>Returns true if a consumer may be waiting at this timestamp (<see cref="TimeProvider.GetTimestamp"/>).</summary>
    public bool HasWaitingConsumers(long timestamp) => Interlocked.Read(ref _consumersWaitUntil) > timestamp;
}
