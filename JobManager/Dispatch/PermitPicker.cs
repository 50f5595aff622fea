namespace Platform.JobManager.Dispatch;

/// <summary>
/// Decides which long jobs get a permit, fairly between owners. While several owners have jobs, each may have only its share of the workers'
/// slots published and running; a single owner may use all slots. The owner with the fewest jobs for its weight comes first. A job whose host
/// is fetched from by enough others is passed over. Free of I/O.
/// </summary>
internal sealed class PermitPicker(PermitLimits limits)
{
    private readonly Dictionary<Guid, Owner> _owners = [];
    private readonly Dictionary<string, int> _fetches = new(StringComparer.Ordinal);
    private int _running;
    private int _taken;

    /// <summary>Creates a picker with the jobs that count already.</summary>
    public PermitPicker(PermitLimits limits, PermitUse use)
        : this(limits)
    {
        foreach (var running in use.Running)
        {
            AddRunning(running.OwnerId, running.Jobs, running.Host);
        }

        foreach (var granted in use.Granted)
        {
            AddGranted(granted.OwnerId, granted.Jobs, granted.Host);
        }
    }

    /// <summary>True if a job is left without a permit that another slot, or the end of another job, could give it.</summary>
    public bool IsAnyWaiting => _owners.Values.Any(owner => owner.Requests.Count > 0);

    /// <summary>The hosts that no further job may fetch from now.</summary>
    public string[] FullHosts => [.. _fetches.Keys.Where(IsFull)];

    /// <summary>Adds running jobs of an owner.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="count">The number of jobs.</param>
    /// <param name="host">The host that they still fetch from; null for none.</param>
    public void AddRunning(Guid owner, int count, string? host = null)
    {
        OwnerOf(owner).Active += count;
        _running += count;
        Take(count, host);
    }

    /// <summary>Adds jobs of an owner that have a permit and have not been started by a worker.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="count">The number of jobs.</param>
    /// <param name="host">The host that they will fetch from; null for none.</param>
    public void AddGranted(Guid owner, int count, string? host = null)
    {
        var of = OwnerOf(owner);
        of.Active += count;
        of.Granted += count;
        Take(count, host);
    }

    /// <summary>Adds a job that waits for a permit. The requests of an owner have to come in the order in which they are to be granted.</summary>
    public void AddRequest(in PermitRequest request) => OwnerOf(request.OwnerId).Requests.Enqueue(request);

    /// <summary>Picks the jobs that get a permit, in the order in which they are to be published.</summary>
    public List<Guid> Pick()
    {
        var contenders = _owners.Values.Count(owner => owner.IsContending);
        var next = new PriorityQueue<Owner, (double Load, DateTimeOffset Since)>(
            from owner in _owners.Values where owner.Requests.Count > 0 select (owner, owner.Rank));
        var picked = new List<Guid>();
        while (next.TryDequeue(out var owner, out _))
        {
            PassOverFullHosts(owner);

            // An owner that is refused now stays refused in this call: permits only become fewer.
            if (owner.Requests.Count == 0 || !MayHaveMore(owner, isAlone: contenders == 1))
            {
                continue;
            }

            var request = owner.Requests.Dequeue();
            owner.Active++;
            owner.Granted++;
            Take(1, request.Host);
            picked.Add(request.JobId);
            if (owner.Requests.Count > 0)
            {
                next.Enqueue(owner, owner.Rank);
            }
        }

        return picked;
    }

    private void PassOverFullHosts(Owner owner)
    {
        while (owner.Requests.TryPeek(out var request) && request.Host is { } host && IsFull(host))
        {
            owner.Requests.Dequeue();
        }
    }

    // The share limits urgent jobs as well: a high priority must not displace other owners. Workers of the previous version report no slots.
    private bool MayHaveMore(Owner owner, bool isAlone) =>
        limits.Slots == 0
        || (owner.Active < (limits.MaxPerOwner ?? int.MaxValue) && (owner.Active < owner.Share || (isAlone && _taken < Math.Max(limits.Slots, _running))));

    private bool IsFull(string host) => limits.Slots > 0 && _fetches.GetValueOrDefault(host) >= (limits.PerHost ?? int.MaxValue);

    private void Take(int count, string? host)
    {
        _taken += count;
        if (host is not null)
        {
            _fetches[host] = _fetches.GetValueOrDefault(host) + count;
        }
    }

    private Owner OwnerOf(Guid id)
    {
        if (!_owners.TryGetValue(id, out var owner))
        {
            owner = new Owner(limits.WeightOf(id), limits.ShareOf(id));
            _owners.Add(id, owner);
        }

        return owner;
    }

    private sealed class Owner(int weight, int share)
    {
        /// <summary>Jobs that are running or have a permit.</summary>
        public int Active { get; set; }

        /// <summary>Jobs that have a permit and are not running yet.</summary>
        public int Granted { get; set; }

        /// <summary>The number of jobs that the owner may have while others wait.</summary>
        public int Share => share;

        public Queue<PermitRequest> Requests { get; } = new();

        /// <summary>True if the owner has jobs that are not running yet.</summary>
        public bool IsContending => Requests.Count > 0 || Granted > 0;

        /// <summary>The order between owners: who would have the fewest active jobs for its weight with another one, then the oldest request.</summary>
        public (double Load, DateTimeOffset Since) Rank => ((Active + 1.0) / weight, Requests.Peek().QueuedAt);
    }
}
