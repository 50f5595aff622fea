namespace Platform.Worker.Intake;

/// <summary>Buffers items in this process by priority, most urgent first, for a single reader.</summary>
internal sealed class PriorityBuffer<T> : IDisposable
{
    private readonly Queue<T>[] _levels;
    private readonly int _capacity;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _count = new(0);

    public PriorityBuffer(int levels, int capacity)
    {
        _levels = new Queue<T>[levels];
        _capacity = capacity;
        for (var i = 0; i < levels; i++)
        {
            _levels[i] = new Queue<T>();
        }
    }

    /// <summary>Adds an item behind the others of its level.</summary>
    /// <exception cref="InvalidOperationException">The level is full.</exception>
    public void Add(int level, T item)
    {
        lock (_lock)
        {
            if (_levels[level].Count >= _capacity)
            {
                throw new InvalidOperationException("More was delivered than the prefetch allows.");
            }

            _levels[level].Enqueue(item);
        }

        _count.Release();
    }

    public void Dispose() => _count.Dispose();

    public async ValueTask<T> TakeAsync(CancellationToken cancellationToken)
    {
        await _count.WaitAsync(cancellationToken);
        lock (_lock)
        {
            foreach (var level in _levels)
            {
                if (level.TryDequeue(out var item))
                {
                    return item;
                }
            }
        }

        throw new InvalidOperationException("The count does not agree with the queues.");
    }
}
