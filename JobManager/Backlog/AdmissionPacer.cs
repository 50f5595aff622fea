namespace Platform.JobManager.Backlog;

/// <summary>
/// Decides how many jobs are accepted. Below the pacing level: all. Above it, while jobs leave the queue: as many as leave,
/// first come first served. At the bound: none. Free of I/O.
/// </summary>
internal sealed class AdmissionPacer(BacklogOptions options, TimeProvider time)
{
    /// <summary>Below this many jobs a second nobody seems to work, and only the bound counts.</summary>
    private const double IdleRate = 50;

    private static readonly TimeSpan s_sample = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiters = [];
    private long _queued;
    private long _leftSinceSample;
    private long _sampledAt = time.GetTimestamp();
    private double _rate;
    private double _tokens;

    /// <summary>Jobs queued as far as known here.</summary>
    public long Queued => Volatile.Read(ref _queued);

    /// <summary>Asks to add jobs to the queue.</summary>
    /// <returns>Null when accepted (and counted), else after how long to come again.</returns>
    public async ValueTask<TimeSpan?> AdmitAsync(int jobs, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_lock)
        {
            Sample();
            if (_queued + jobs > options.MaxQueued)
            {
                return RetryAfter(_queued + jobs - options.MaxQueued);
            }

            if (_waiters.Count == 0 && MayPass(jobs))
            {
                Accept(jobs);
                return null;
            }

            waiter = new Waiter(jobs);
            _waiters.AddLast(waiter);
        }

        try
        {
            await waiter.Turn.Task.WaitAsync(options.MaxWait, time, cancellationToken);
            return null;
        }
        catch (TimeoutException)
        {
            return TakeBack(waiter);
        }
        catch (OperationCanceledException)
        {
            if (TakeBack(waiter) is null)
            {
                Left(jobs);
            }

            throw;
        }
    }

    /// <summary>Jobs that left the queue, however.</summary>
    public void Left(int jobs)
    {
        lock (_lock)
        {
            _queued = Math.Max(0, _queued - jobs);
            _leftSinceSample += jobs;
            _tokens = Math.Min(_tokens + jobs, Math.Max(1, _rate * s_sample.TotalSeconds));
            Sample();
            LetPass();
        }
    }

    /// <summary>Jobs that were queued other than by admission, such as retries.</summary>
    public void Entered(int jobs) => Interlocked.Add(ref _queued, jobs);

    /// <summary>Replaces the count by the database's.</summary>
    public void Correct(long queued)
    {
        lock (_lock)
        {
            _queued = queued;
            LetPass();
        }
    }

    private bool MayPass(int jobs) =>
        _queued < options.PaceAbove || _rate < IdleRate || _tokens >= Math.Min(jobs, Math.Max(1, _rate * s_sample.TotalSeconds));

    private void LetPass()
    {
        while (_waiters.First is { } first && _queued + first.Value.Jobs <= options.MaxQueued && MayPass(first.Value.Jobs))
        {
            _waiters.RemoveFirst();
            Accept(first.Value.Jobs);
            first.Value.Turn.SetResult();
        }
    }

    private void Accept(int jobs)
    {
        _queued += jobs;
        if (_queued >= options.PaceAbove)
        {
            _tokens -= jobs;
        }
    }

    private void Sample()
    {
        TimeSpan elapsed = time.GetElapsedTime(_sampledAt);
        if (elapsed < s_sample)
        {
            return;
        }

        double rate = _leftSinceSample / elapsed.TotalSeconds;
        double weight = Math.Min(1, elapsed.TotalSeconds);
        _rate += (rate - _rate) * weight;
        _leftSinceSample = 0;
        _sampledAt = time.GetTimestamp();
    }

    private TimeSpan? TakeBack(Waiter waiter)
    {
        lock (_lock)
        {
            return _waiters.Remove(waiter) ? RetryAfter(waiter.Jobs) : null;
        }
    }

    private TimeSpan RetryAfter(long jobs) => TimeSpan.FromSeconds(_rate < 1 ? 5 : Math.Clamp(Math.Ceiling(jobs / _rate), 1, 30));

    private sealed class Waiter(int jobs)
    {
        public int Jobs { get; } = jobs;

        public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
