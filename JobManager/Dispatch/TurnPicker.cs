namespace Platform.JobManager.Dispatch;

/// <summary>
/// Decides which long jobs go to the broker. While others wait, an owner has no more of them there and running than its share of the
/// places that workers have; who waits alone may have all places. Who has fewest comes first. Free of I/O.
/// </summary>
/// <param name="places">How many long jobs all workers run at a time; 0 when no worker has said so yet, and then nothing is held back.</param>
/// <param name="perOwner">The share; null is half of the places, rounded up so that two owners fill all.</param>
internal sealed class TurnPicker(int places, int? perOwner)
{
    private readonly Dictionary<Guid, Owner> _owners = [];
    private readonly int _share = perOwner ?? Math.Max(1, (places + 1) / 2);
    private int _running;
    private int _taken;

    /// <summary>Whether any job was not given its turn.</summary>
    public bool SomebodyWaits => _owners.Values.Any(owner => owner.Waiting.Count > 0);

    /// <summary>Notes what an owner has running.</summary>
    public void AddRunning(Guid owner, int count)
    {
        OwnerOf(owner).Has += count;
        _running += count;
        _taken += count;
    }

    /// <summary>Notes what an owner has at the broker that no worker has begun.</summary>
    public void AddGiven(Guid owner, int count)
    {
        Owner of = OwnerOf(owner);
        of.Has += count;
        of.Given += count;
        _taken += count;
    }

    /// <summary>Notes what may be given; of each owner the most urgent and oldest first.</summary>
    public void AddWaiting(in WaitingTurn turn) => OwnerOf(turn.OwnerId).Waiting.Enqueue(turn);

    /// <summary>The jobs whose turn it is, in the order in which they go to the broker.</summary>
    public List<Guid> Pick()
    {
        int waiting = _owners.Values.Count(owner => owner.Waits);
        var next = new PriorityQueue<Owner, (int Has, DateTimeOffset Since)>(
            from owner in _owners.Values where owner.Waiting.Count > 0 select (owner, owner.Rank));
        var picked = new List<Guid>();
        while (next.TryDequeue(out Owner? owner, out _))
        {
            // Whoever gets none now gets none later on either: places become fewer, and nobody stops to wait.
            WaitingTurn turn = owner.Waiting.Peek();
            if (!MayHave(owner, isAlone: waiting == 1))
            {
                continue;
            }

            owner.Waiting.Dequeue();
            owner.Has++;
            owner.Given++;
            _taken++;
            picked.Add(turn.JobId);
            if (owner.Waiting.Count > 0)
            {
                next.Enqueue(owner, owner.Rank);
            }
        }

        return picked;
    }

    // Whatever is urgent: by priorities, too, nobody gets more than the share. Workers of the version before do not tell of their places.
    private bool MayHave(Owner owner, bool isAlone) =>
        places == 0 || owner.Has < _share || (isAlone && _taken < Math.Max(places, _running));

    private Owner OwnerOf(Guid id)
    {
        if (!_owners.TryGetValue(id, out Owner? owner))
        {
            owner = new Owner();
            _owners.Add(id, owner);
        }

        return owner;
    }

    private sealed class Owner
    {
        /// <summary>Running, and at the broker.</summary>
        public int Has { get; set; }

        /// <summary>At the broker.</summary>
        public int Given { get; set; }

        public Queue<WaitingTurn> Waiting { get; } = new();

        public bool Waits => Waiting.Count > 0 || Given > 0;

        public (int Has, DateTimeOffset Since) Rank => (Has, Waiting.Peek().QueuedAt);
    }
}
