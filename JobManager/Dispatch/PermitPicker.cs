namespace Platform.JobManager.Dispatch;

/// <summary>
/// Decides which long jobs get a permit, fairly between owners. While several owners have jobs, each may have only its share of the workers'
/// slots published and running; a single owner may use all slots. The owner with the fewest jobs comes first. Free of I/O.
/// </summary>
/// <param name="slots">The number of long jobs that all workers run at a time. 0 means that no worker has reported it yet; then there is no limit.</param>
/// <param name="perOwner">The share of an owner; null means half of the slots, rounded up so that two owners fill all of them.</param>
internal sealed class PermitPicker(int slots, int? perOwner)
{
    private readonly Dictionary<Guid, Owner> _owners = [];
    private readonly int _share = perOwner ?? Math.Max(1, (slots + 1) / 2);
    private int _running;
    private int _taken;

    /// <summary>True if a job is left without a permit.</summary>
    public bool IsAnyWaiting => _owners.Values.Any(owner => owner.Requests.Count > 0);

    /// <summary>Adds running jobs of an owner.</summary>
    public void AddRunning(Guid owner, int count)
    {
        OwnerOf(owner).Active += count;
        _running += count;
        _taken += count;
    }

    /// <summary>Adds jobs of an owner that have a permit and have not been started by a worker.</summary>
    public void AddGranted(Guid owner, int count)
    {
        var of = OwnerOf(owner);
        of.Active += count;
        of.Granted += count;
        _taken += count;
    }

    /// <summary>Adds a job that waits for a permit. The requests of an owner have to come in the order in which they are to be granted.</summary>
    public void AddRequest(in PermitRequest request) => OwnerOf(request.OwnerId).Requests.Enqueue(request);

    /// <summary>Picks the jobs that get a permit, in the order in which they are to be published.</summary>
    public List<Guid> Pick()
    {
        var contenders = _owners.Values.Count(owner => owner.IsContending);
        var next = new PriorityQueue<Owner, (int Active, DateTimeOffset Since)>(
            from owner in _owners.Values where owner.Requests.Count > 0 select (owner, owner.Rank));
        var picked = new List<Guid>();
        while (next.TryDequeue(out var owner, out _))
        {
            // An owner that is refused now stays refused in this call: permits only become fewer.
            var request = owner.Requests.Peek();
            if (!MayHaveMore(owner, isAlone: contenders == 1))
            {
                continue;
            }

            owner.Requests.Dequeue();
            owner.Active++;
            owner.Granted++;
            _taken++;
            picked.Add(request.JobId);
            if (owner.Requests.Count > 0)
            {
                next.Enqueue(owner, owner.Rank);
            }
        }

        return picked;
    }

    // The share limits urgent jobs as well: a high priority must not displace other owners. Workers of the previous version report no slots.
    private bool MayHaveMore(Owner owner, bool isAlone) =>
        slots == 0 || owner.Active < _share || (isAlone && _taken < Math.Max(slots, _running));

    private Owner OwnerOf(Guid id)
    {
        if (!_owners.TryGetValue(id, out var owner))
        {
            owner = new Owner();
            _owners.Add(id, owner);
        }

        return owner;
    }

    private sealed class Owner
    {
        /// <summary>Jobs that are running or have a permit.</summary>
        public int Active { get; set; }

        /// <summary>Jobs that have a permit and are not running yet.</summary>
        public int Granted { get; set; }

        public Queue<PermitRequest> Requests { get; } = new();

        /// <summary>True if the owner has jobs that are not running yet.</summary>
        public bool IsContending => Requests.Count > 0 || Granted > 0;

        /// <summary>The order between owners: fewest active jobs first, then the oldest request.</summary>
        public (int Active, DateTimeOffset Since) Rank => (Active, Requests.Peek().QueuedAt);
    }
}
