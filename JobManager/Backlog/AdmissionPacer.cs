using Platform.JobManager.Kinds;

namespace Platform.JobManager.Backlog;

/// <summary>
/// Decides how many jobs are accepted. At the bound of all queued jobs: none. Jobs of short kinds are paced as well: above the
/// pacing level of their lane, and while jobs leave it, as many are accepted as leave, first come first served. Long kinds
/// may wait by the thousand without being in anyone's way. An owner whose jobs are most of what waits is refused from half of the
/// bound on and paced alone, so that the other half, and the pace, are the others'. Free of I/O.
/// </summary>
internal sealed class AdmissionPacer(BacklogOptions options, TimeProvider time)
{
    /// <summary>Below this many jobs a second nobody seems to work, and only the bound counts.</summary>
    private const double IdleRate = 50;

    private static readonly TimeSpan s_sample = TimeSpan.FromMilliseconds(250);

    /// <summary>Others are taken to be there for this long after they were.</summary>
    private static readonly TimeSpan s_company = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiters = [];
    private long _queued;
    private long _queuedShort;
    private long _leftSinceSample;
    private long _sampledAt = time.GetTimestamp();
    private double _rate;
    private double _tokens;
    private long? _othersAt;
    private volatile LargestOwners _largest = LargestOwners.None;

    /// <summary>Jobs queued as far as known here.</summary>
    public long Queued => Volatile.Read(ref _queued);

    /// <summary>
    /// Whether so much waits that the largest owners have to be known: half of where it begins to count whose it is, so that
    /// it is known by then.
    /// </summary>
    public bool IsFilling => Volatile.Read(ref _queued) > HalfFull / 2 || Volatile.Read(ref _queuedShort) > options.PaceAbove / 2;

    /// <summary>The owners whose jobs are admitted apart from those of others at present; null as a rule.</summary>
    public LargestOwners? Apart
    {
        get
        {
            LargestOwners largest = _largest;
            if (ReferenceEquals(largest, LargestOwners.None))
            {
                return null;
            }

            Guid? ofAll = Volatile.Read(ref _queued) > HalfFull ? largest.OfAll : null;
            bool isPaced = largest.OfShort is not null && Volatile.Read(ref _queuedShort) >= options.PaceAbove;
            return ofAll is null && !isPaced ? null : largest with { OfAll = ofAll };
        }
    }

    /// <summary>
    /// How many jobs whose time has come, or that were given back, may be queued now: up to three quarters, of which the upper third is
    /// theirs, as whoever owns most is refused from half on. The last quarter is for new jobs of others.
    /// </summary>
    public long RoomForDue => Math.Max(0, HalfFull + (options.MaxQueued / 4) - Volatile.Read(ref _queued));

    private long HalfFull => Math.Max(1, options.MaxQueued / 2);

    /// <summary>Asks to add jobs to the queue.</summary>
    /// <returns>Null when accepted (and counted), else after how long to come again.</returns>
    public ValueTask<TimeSpan?> AdmitAsync(QueueCount jobs, CancellationToken cancellationToken) =>
        AdmitAsync(jobs, OwnerShare.Unsorted, cancellationToken);

    /// <summary>Asks to add jobs of owners of that share to the queue.</summary>
    /// <returns>Null when accepted (and counted), else after how long to come again.</returns>
    public async ValueTask<TimeSpan?> AdmitAsync(QueueCount jobs, OwnerShare share, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_lock)
        {
            Sample();
            if (_queued + jobs.All > options.MaxQueued)
            {
                return RetryAfter(_queued + jobs.All - options.MaxQueued);
            }

            if (share.HasFlag(OwnerShare.MostOfAll) && _queued > HalfFull)
            {
                return RetryAfter(_queued + jobs.All - HalfFull);
            }

            bool isLargest = share.HasFlag(OwnerShare.MostOfShort);
            if (!isLargest && !share.HasFlag(OwnerShare.Unsorted) && _largest.OfShort is not null)
            {
                _othersAt = time.GetTimestamp();
                AcceptUnpaced(jobs);
                return null;
            }

            if (jobs.Short == 0 || (_waiters.Count == 0 && MayPass(jobs)))
            {
                Accept(jobs);
                return null;
            }

            // Requests of many users come in one group: those of others would wait with this one.
            if (isLargest && _othersAt is { } at && time.GetElapsedTime(at) < s_company)
            {
                return RetryAfter(jobs.Short);
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
    public void Left(QueueCount jobs)
    {
        lock (_lock)
        {
            _queued = Math.Max(0, _queued - jobs.All);
            _queuedShort = Math.Max(0, _queuedShort - jobs.Short);
            _leftSinceSample += jobs.Short;
            _tokens = Math.Min(_tokens + jobs.Short, Math.Max(1, _rate * s_sample.TotalSeconds));
            Sample();
            LetPass();
        }
    }

    /// <summary>Jobs that were queued other than by admission, such as retries.</summary>
    public void Entered(QueueCount jobs)
    {
        lock (_lock)
        {
            _queued += jobs.All;
            _queuedShort += jobs.Short;
        }
    }

    /// <summary>Replaces the counts by the database's.</summary>
    public void Correct(long queued, long queuedShort)
    {
        lock (_lock)
        {
            _queued = queued;
            _queuedShort = queuedShort;
            LetPass();
        }
    }

    /// <summary>Sets whose jobs are most of what waits.</summary>
    public void Correct(LargestOwners largest) => _largest = largest;

    private bool MayPass(QueueCount jobs) =>
        _queuedShort < options.PaceAbove || _rate < IdleRate || _tokens >= Math.Min(jobs.Short, Math.Max(1, _rate * s_sample.TotalSeconds));

    private void LetPass()
    {
        while (_waiters.First is { } first && _queued + first.Value.Jobs.All <= options.MaxQueued && MayPass(first.Value.Jobs))
        {
            _waiters.RemoveFirst();
            Accept(first.Value.Jobs);
            first.Value.Turn.SetResult();
        }
    }

    private void Accept(QueueCount jobs)
    {
        _queued += jobs.All;
        _queuedShort += jobs.Short;
        if (_queuedShort >= options.PaceAbove)
        {
            _tokens -= jobs.Short;
        }
    }

    /// <summary>What others leave of the pace is left to the largest owner; they themselves run into no debt.</summary>
    private void AcceptUnpaced(QueueCount jobs)
    {
        _queued += jobs.All;
        _queuedShort += jobs.Short;
        _tokens = Math.Min(_tokens, Math.Max(0, _tokens - jobs.Short));
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
            return _waiters.Remove(waiter) ? RetryAfter(waiter.Jobs.Short) : null;
        }
    }

    private TimeSpan RetryAfter(long jobs) => TimeSpan.FromSeconds(_rate < 1 ? 5 : Math.Clamp(Math.Ceiling(jobs / _rate), 1, 30));

    private sealed class Waiter(QueueCount jobs)
    {
        public QueueCount Jobs { get; } = jobs;

        public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
