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

    /// <summary>What may be accepted at once at the pace; below 0 after more was.</summary>
    public double Tokens => Volatile.Read(ref _tokens);

    private double MostTokens => Math.Max(1, _rate * s_sample.TotalSeconds);

    private long HalfFull => Math.Max(1, options.MaxQueued / 2);

    /// <summary>Asks to add jobs to the queue.</summary>
    /// <returns>Null when accepted (and counted), else after how long to come again.</returns>
    public ValueTask<TimeSpan?> AdmitAsync(QueueCount jobs, CancellationToken cancellationToken) =>
        AdmitAsync(jobs, OwnerShare.Unsorted, cancellationToken);

    /// <summary>Asks to add jobs of owners of that share to the queue.</summary>
    /// <returns>Null when accepted (and counted), else after how long to come again.</returns>
    public ValueTask<TimeSpan?> AdmitAsync(QueueCount jobs, OwnerShare share, CancellationToken cancellationToken) =>
        AdmitAsync(jobs, share, new Admission(), cancellationToken);

    /// <summary>Asks to add jobs of owners of that share to the queue.</summary>
    /// <param name="jobs">All of them, or none.</param>
    /// <param name="share">Of their owners.</param>
    /// <param name="admission">Where what was counted is noted, to be given back where it comes to nothing.</param>
    /// <param name="cancellationToken">Gives up: nothing is counted then.</param>
    /// <returns>Null when accepted (and counted), else after how long to come again.</returns>
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

            if (share.HasFlag(OwnerShare.MostOfAll) && _queued > HalfFull)
            {
                return RetryAfter(_queued + jobs.All - HalfFull);
            }

            bool isLargest = share.HasFlag(OwnerShare.MostOfShort);
            if (!isLargest && !share.HasFlag(OwnerShare.Unsorted) && _largest.OfShort is not null)
            {
                _othersAt = time.GetTimestamp();
                AcceptUnpaced(jobs, admission);
                return null;
            }

            if (jobs.Short == 0 || (_waiters.Count == 0 && MayPass(jobs)))
            {
                Accept(jobs, admission);
                return null;
            }

            // Requests of many users come in one group: those of others would wait with this one.
            if (isLargest && _othersAt is { } at && time.GetElapsedTime(at) < s_company)
            {
                return RetryAfter(jobs.Short);
            }

            waiter = new Waiter(jobs, admission);
            _waiters.AddLast(waiter);
        }

        try
        {
            await waiter.Turn.Task.WaitAsync(options.MaxWait, time, cancellationToken);
            return null;
        }
        catch (TimeoutException)
        {
            return Leave(waiter) ? RetryAfterOf(jobs.Short) : null;
        }
        catch (OperationCanceledException)
        {
            if (!Leave(waiter))
            {
                TakeBack(admission, jobs);
            }

            throw;
        }
    }

    /// <summary>Asks to add as many of the jobs as there is room for, those that stand first.</summary>
    /// <returns>How many were accepted (and counted), and, if not all, after how long to come again.</returns>
    public async ValueTask<(int Accepted, TimeSpan? RetryAfter)> AdmitSomeAsync(
        IReadOnlyList<QueueCount> jobs, OwnerShare share, Admission admission, CancellationToken cancellationToken)
    {
        int some = jobs.Count;
        while (true)
        {
            lock (_lock)
            {
                long room = RoomFor(share);
                if (room <= 0)
                {
                    return (0, RetryAfter(jobs.Count));
                }

                some = (int)Math.Min(some, room);
            }

            QueueCount count = jobs.Take(some).Aggregate(default(QueueCount), (sum, one) => sum + one);
            if (await AdmitAsync(count, share, admission, cancellationToken) is not { } again)
            {
                return (some, some < jobs.Count ? RetryAfterOf(jobs.Count - some) : null);
            }

            lock (_lock)
            {
                // What others took in between leaves less; else it is the pace that these have to wait for.
                if (RoomFor(share) >= some)
                {
                    return (0, again);
                }
            }
        }
    }

    /// <summary>
    /// Jobs that were admitted and are not queued after all, whether they were refused, rolled back or did not have to be: what was
    /// counted for them is given back, and no more than that, however often it is said. They were no work, so the pace is what it was.
    /// </summary>
    public void TakeBack(Admission admission, QueueCount jobs)
    {
        lock (_lock)
        {
            (QueueCount taken, double tokens) = admission.Take(jobs);
            _queued = Math.Max(0, _queued - taken.All);
            _queuedShort = Math.Max(0, _queuedShort - taken.Short);
            _tokens = Math.Max(_tokens, Math.Min(_tokens + tokens, MostTokens));
            LetPass();
        }
    }

    /// <summary>All that was admitted and not given back.</summary>
    public void TakeBack(Admission admission) => TakeBack(admission, new QueueCount(int.MaxValue, int.MaxValue));

    /// <summary>Jobs that left the queue, however.</summary>
    public void Left(QueueCount jobs)
    {
        lock (_lock)
        {
            _queued = Math.Max(0, _queued - jobs.All);
            _queuedShort = Math.Max(0, _queuedShort - jobs.Short);
            _leftSinceSample += jobs.Short;
            _tokens = Math.Min(_tokens + jobs.Short, MostTokens);
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

    // The largest owner's last one goes over the half, as it does when it is asked for alone.
    private long RoomFor(OwnerShare share) =>
        (share.HasFlag(OwnerShare.MostOfAll) ? Math.Min(HalfFull + 1, options.MaxQueued) : options.MaxQueued) - _queued;

    private bool MayPass(QueueCount jobs) =>
        _queuedShort < options.PaceAbove || _rate < IdleRate || _tokens >= Math.Min(jobs.Short, MostTokens);

    private void LetPass()
    {
        while (_waiters.First is { } first && _queued + first.Value.Jobs.All <= options.MaxQueued && MayPass(first.Value.Jobs))
        {
            _waiters.RemoveFirst();
            Accept(first.Value.Jobs, first.Value.Admission);
            first.Value.Turn.SetResult();
        }
    }

    private void Accept(QueueCount jobs, Admission admission)
    {
        _queued += jobs.All;
        _queuedShort += jobs.Short;
        bool isPaced = _queuedShort >= options.PaceAbove;
        _tokens -= isPaced ? jobs.Short : 0;
        admission.Add(jobs, isPaced ? jobs.Short : 0);
    }

    /// <summary>What others leave of the pace is left to the largest owner; they themselves run into no debt.</summary>
    private void AcceptUnpaced(QueueCount jobs, Admission admission)
    {
        _queued += jobs.All;
        _queuedShort += jobs.Short;
        double left = Math.Min(_tokens, Math.Max(0, _tokens - jobs.Short));
        admission.Add(jobs, _tokens - left);
        _tokens = left;
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

    /// <returns>Whether it was still waiting; otherwise it has been accepted.</returns>
    private bool Leave(Waiter waiter)
    {
        lock (_lock)
        {
            bool wasWaiting = _waiters.Remove(waiter);

            // Whoever came after it may need less than it did.
            LetPass();
            return wasWaiting;
        }
    }

    private TimeSpan RetryAfterOf(long jobs)
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

        public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
