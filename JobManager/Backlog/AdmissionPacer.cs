using Platform.JobManager.Kinds;

namespace Platform.JobManager.Backlog;

/// <summary>
/// Controls the admission of jobs to the backlog. A full backlog admits nothing. Short jobs are also rate-limited: above a configured number of
/// queued jobs, and while workers take jobs, as many are admitted as leave the queue, in order of arrival. Long jobs are not rate-limited; it
/// does no harm if thousands of them wait. An owner with the majority of the queued jobs gets only half of the capacity and is rate-limited
/// separately, so that it cannot displace other owners. Free of I/O and thread-safe.
/// </summary>
internal sealed class AdmissionPacer(BacklogOptions options, TimeProvider time)
{
    /// <summary>The rate in jobs per second below which workers count as idle. Then only the capacity of the backlog limits admission.</summary>
    private const double IdleRate = 50;

    private static readonly TimeSpan s_sample = TimeSpan.FromMilliseconds(250);

    /// <summary>How long other owners count as active after one of their submissions.</summary>
    private static readonly TimeSpan s_othersActiveFor = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiters = [];
    private long _queued;
    private long _queuedShort;
    private long _dequeuedSinceSample;
    private long _sampledAt = time.GetTimestamp();
    private double _rate;
    private double _tokens;
    private long? _othersAdmittedAt;
    private volatile LargestOwners _largest = LargestOwners.None;

    /// <summary>The number of queued jobs as known to this replica.</summary>
    public long Queued => Volatile.Read(ref _queued);

    /// <summary>
    /// True if the backlog is large enough that the largest owners must be determined: at half of the level where they begin to matter, so that
    /// they are known in time.
    /// </summary>
    public bool IsFilling => Volatile.Read(ref _queued) > HalfCapacity / 2 || Volatile.Read(ref _queuedShort) > options.PaceAbove / 2;

    /// <summary>The owners whose jobs are limited separately from those of others at present; null if there are none, which is the usual case.</summary>
    public LargestOwners? LimitedOwners
    {
        get
        {
            var largest = _largest;
            if (ReferenceEquals(largest, LargestOwners.None))
            {
                return null;
            }

            var ofAll = Volatile.Read(ref _queued) > HalfCapacity ? largest.OfAll : null;
            var isPaced = largest.OfShort is not null && Volatile.Read(ref _queuedShort) >= options.PaceAbove;
            return ofAll is null && !isPaced ? null : largest with { OfAll = ofAll };
        }
    }

    /// <summary>
    /// The number of due or released jobs that may be queued now. They may fill three quarters of the backlog: the last quarter is left for new
    /// jobs of owners that have few.
    /// </summary>
    public long CapacityForDue => Math.Max(0, HalfCapacity + (options.MaxQueued / 4) - Volatile.Read(ref _queued));

    /// <summary>The short jobs that the rate limit admits at once; negative after more were admitted.</summary>
    public double Tokens => Volatile.Read(ref _tokens);

    private double MaxTokens => Math.Max(1, _rate * s_sample.TotalSeconds);

    private long HalfCapacity => Math.Max(1, options.MaxQueued / 2);

    /// <summary>Asks for the admission of jobs of any owners.</summary>
    /// <returns>Null if the jobs are admitted and counted, otherwise when to retry.</returns>
    public ValueTask<TimeSpan?> AdmitAsync(QueueCount jobs, CancellationToken cancellationToken) =>
        AdmitAsync(jobs, OwnerShare.Unknown, cancellationToken);

    /// <summary>Asks for the admission of jobs of owners with this share.</summary>
    /// <returns>Null if the jobs are admitted and counted, otherwise when to retry.</returns>
    public ValueTask<TimeSpan?> AdmitAsync(QueueCount jobs, OwnerShare share, CancellationToken cancellationToken) =>
        AdmitAsync(jobs, share, new Admission(), cancellationToken);

    /// <summary>Asks for the admission of jobs: all of them or none. Waits for a limited time while the rate limit is exceeded.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="share">The share that their owners have of the queued jobs.</param>
    /// <param name="admission">Records what was counted, so that it can be released.</param>
    /// <param name="cancellationToken">Cancels the wait; nothing is counted then.</param>
    /// <returns>Null if the jobs are admitted and counted, otherwise when to retry.</returns>
    public async ValueTask<TimeSpan?> AdmitAsync(QueueCount jobs, OwnerShare share, Admission admission, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_lock)
        {
            Sample();
            if (_queued + jobs.All > options.MaxQueued)
            {
                return RetryAfter(_queued + jobs.All - options.MaxQueued);
            }

            if (share.HasFlag(OwnerShare.MajorityOfAll) && _queued > HalfCapacity)
            {
                return RetryAfter(_queued + jobs.All - HalfCapacity);
            }

            var isLargest = share.HasFlag(OwnerShare.MajorityOfShort);
            if (!isLargest && !share.HasFlag(OwnerShare.Unknown) && _largest.OfShort is not null)
            {
                _othersAdmittedAt = time.GetTimestamp();
                AcceptUnpaced(jobs, admission);
                return null;
            }

            if (jobs.Short == 0 || (_waiters.Count == 0 && CanAdmit(jobs)))
            {
                Accept(jobs, admission);
                return null;
            }

            // Submissions of many owners arrive in one request: those of others would wait together with this one.
            if (isLargest && _othersAdmittedAt is { } at && time.GetElapsedTime(at) < s_othersActiveFor)
            {
                return RetryAfter(jobs.Short);
            }

            waiter = new Waiter(jobs, admission);
            _waiters.AddLast(waiter);
        }

        try
        {
            await waiter.Admitted.Task.WaitAsync(options.MaxWait, time, cancellationToken);
            return null;
        }
        catch (TimeoutException)
        {
            return StopWaiting(waiter) ? LockedRetryAfter(jobs.Short) : null;
        }
        catch (OperationCanceledException)
        {
            if (!StopWaiting(waiter))
            {
                Release(admission, jobs);
            }

            throw;
        }
    }

    /// <summary>Asks for the admission of as many of the jobs as there is capacity for, beginning with the first.</summary>
    /// <returns>The number of jobs that are admitted and counted and, if these are not all, when to retry.</returns>
    public async ValueTask<(int Accepted, TimeSpan? RetryAfter)> AdmitSomeAsync(
        IReadOnlyList<QueueCount> jobs, OwnerShare share, Admission admission, CancellationToken cancellationToken)
    {
        var some = jobs.Count;
        while (true)
        {
            lock (_lock)
            {
                var capacity = CapacityFor(share);
                if (capacity <= 0)
                {
                    return (0, RetryAfter(jobs.Count));
                }

                some = (int)Math.Min(some, capacity);
            }

            var count = jobs.Take(some).Aggregate(default(QueueCount), (sum, one) => sum + one);
            if (await AdmitAsync(count, share, admission, cancellationToken) is not { } again)
            {
                return (some, some < jobs.Count ? LockedRetryAfter(jobs.Count - some) : null);
            }

            lock (_lock)
            {
                // Other submissions may have used up capacity meanwhile: try again with fewer jobs. Otherwise it was the rate limit that refused.
                if (CapacityFor(share) >= some)
                {
                    return (0, again);
                }
            }
        }
    }

    /// <summary>
    /// Releases admitted jobs that are not queued after all, for example because their transaction was rolled back. Calling it repeatedly never
    /// releases more than was counted. These jobs caused no work, so the rate does not change.
    /// </summary>
    public void Release(Admission admission, QueueCount jobs)
    {
        lock (_lock)
        {
            var (removed, tokens) = admission.Remove(jobs);
            _queued = Math.Max(0, _queued - removed.All);
            _queuedShort = Math.Max(0, _queuedShort - removed.Short);
            _tokens = Math.Max(_tokens, Math.Min(_tokens + tokens, MaxTokens));
            AdmitWaiting();
        }
    }

    /// <summary>Releases everything that is still counted for an admission.</summary>
    public void Release(Admission admission) => Release(admission, new QueueCount(int.MaxValue, int.MaxValue));

    /// <summary>Records jobs that left the queue, for any reason.</summary>
    public void Dequeued(QueueCount jobs)
    {
        lock (_lock)
        {
            _queued = Math.Max(0, _queued - jobs.All);
            _queuedShort = Math.Max(0, _queuedShort - jobs.Short);
            _dequeuedSinceSample += jobs.Short;
            _tokens = Math.Min(_tokens + jobs.Short, MaxTokens);
            Sample();
            AdmitWaiting();
        }
    }

    /// <summary>Records jobs that were queued without asking for admission, such as automatic retries.</summary>
    public void Enqueued(QueueCount jobs)
    {
        lock (_lock)
        {
            _queued += jobs.All;
            _queuedShort += jobs.Short;
        }
    }

    /// <summary>Replaces the counts with those of the database.</summary>
    public void SetCounts(long queued, long queuedShort)
    {
        lock (_lock)
        {
            _queued = queued;
            _queuedShort = queuedShort;
            AdmitWaiting();
        }
    }

    /// <summary>Sets the owners with the majority of the queued jobs.</summary>
    public void SetLargestOwners(LargestOwners largest) => _largest = largest;

    // The largest owner may exceed half of the capacity by one job, as it does when jobs are submitted one by one.
    private long CapacityFor(OwnerShare share) =>
        (share.HasFlag(OwnerShare.MajorityOfAll) ? Math.Min(HalfCapacity + 1, options.MaxQueued) : options.MaxQueued) - _queued;

    private bool CanAdmit(QueueCount jobs) =>
        _queuedShort < options.PaceAbove || _rate < IdleRate || _tokens >= Math.Min(jobs.Short, MaxTokens);

    private void AdmitWaiting()
    {
        while (_waiters.First is { } first && _queued + first.Value.Jobs.All <= options.MaxQueued && CanAdmit(first.Value.Jobs))
        {
            _waiters.RemoveFirst();
            Accept(first.Value.Jobs, first.Value.Admission);
            first.Value.Admitted.SetResult();
        }
    }

    private void Accept(QueueCount jobs, Admission admission)
    {
        _queued += jobs.All;
        _queuedShort += jobs.Short;
        var isPaced = _queuedShort >= options.PaceAbove;
        _tokens -= isPaced ? jobs.Short : 0;
        admission.Add(jobs, isPaced ? jobs.Short : 0);
    }

    /// <summary>Admits jobs of other owners without waiting. They take tokens from the largest owner, but never make the number of tokens negative.</summary>
    private void AcceptUnpaced(QueueCount jobs, Admission admission)
    {
        _queued += jobs.All;
        _queuedShort += jobs.Short;
        var left = Math.Min(_tokens, Math.Max(0, _tokens - jobs.Short));
        admission.Add(jobs, _tokens - left);
        _tokens = left;
    }

    private void Sample()
    {
        var elapsed = time.GetElapsedTime(_sampledAt);
        if (elapsed < s_sample)
        {
            return;
        }

        var rate = _dequeuedSinceSample / elapsed.TotalSeconds;
        var weight = Math.Min(1, elapsed.TotalSeconds);
        _rate += (rate - _rate) * weight;
        _dequeuedSinceSample = 0;
        _sampledAt = time.GetTimestamp();
    }

    /// <summary>Removes a waiter.</summary>
    /// <returns>True if it was still waiting; otherwise its jobs have been admitted.</returns>
    private bool StopWaiting(Waiter waiter)
    {
        lock (_lock)
        {
            var wasWaiting = _waiters.Remove(waiter);

            // The next waiter may need fewer tokens than this one.
            AdmitWaiting();
            return wasWaiting;
        }
    }

    private TimeSpan LockedRetryAfter(long jobs)
    {
        lock (_lock)
        {
            return RetryAfter(jobs);
        }
    }

    private TimeSpan RetryAfter(long jobs) => TimeSpan.FromSeconds(_rate < 1 ? 5 : Math.Clamp(Math.Ceiling(jobs / _rate), 1, 30));

    private sealed class Waiter(QueueCount jobs, Admission admission)
    {
        public QueueCount Jobs { get; } = jobs;

        public Admission Admission { get; } = admission;

        public TaskCompletionSource Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
