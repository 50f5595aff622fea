namespace Platform.Worker.Kinds;

/// <summary>
/// Limits the concurrent attempts of one kind in this process, fairly between owners: some slots are kept from each single owner, so that the job of
/// another one starts at once, and a slot that becomes free goes to the waiting owner with the fewest attempts. Attempts of one owner start in order.
/// Thread-safe.
/// </summary>
/// <param name="capacity">The number of slots, at least 1.</param>
/// <param name="kept">The number of them that no single owner gets, 0 or more; an owner gets at least one in any case.</param>
internal sealed class OwnerSlots(int capacity, int kept)
{
    private readonly int _perOwner = Math.Max(1, capacity - kept);
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Owner> _owners = [];
    private int _free = capacity;
    private long _sequence;

    /// <summary>Takes a slot if there is one for the owner now, to be given back with <see cref="Release"/>.</summary>
    public bool TryTake(Guid owner)
    {
        lock (_lock)
        {
            var of = OwnerOf(owner);
            if (MayTake(of))
            {
                Take(of);
                return true;
            }

            Forget(owner, of);
            return false;
        }
    }

    /// <summary>Waits for a slot of the owner, to be given back with <see cref="Release"/>.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled; there is nothing to give back.</exception>
    public Task TakeAsync(Guid owner, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        var waiter = new Waiter();
        lock (_lock)
        {
            var of = OwnerOf(owner);
            if (MayTake(of))
            {
                Take(of);
                return Task.CompletedTask;
            }

            waiter.Sequence = _sequence++;
            of.Waiting.AddLast(waiter.Node);
        }

        var leaving = cancellationToken.UnsafeRegister(_ => Leave(owner, waiter, cancellationToken), null);
        _ = waiter.Taken.Task.ContinueWith(
            static (_, state) => ((CancellationTokenRegistration)state!).Dispose(),
            leaving,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return waiter.Taken.Task;
    }

    /// <summary>Gives a slot of the owner back.</summary>
    public void Release(Guid owner)
    {
        lock (_lock)
        {
            var of = _owners[owner];
            of.Running--;
            _free++;
            Forget(owner, of);
            if (Next() is { } next)
            {
                var waiter = next.Waiting.First!.Value;
                next.Waiting.RemoveFirst();
                Take(next);
                waiter.Taken.TrySetResult();
            }
        }
    }

    private void Leave(Guid owner, Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // A waiter that has its slot already keeps it, and gives it back.
            if (waiter.Node.List is { } list)
            {
                list.Remove(waiter.Node);
                Forget(owner, _owners[owner]);
                waiter.Taken.TrySetCanceled(cancellationToken);
            }
        }
    }

    // Those of an owner that wait come before later ones of the same owner.
    private bool MayTake(Owner owner) => _free > 0 && owner.Running < _perOwner && owner.Waiting.Count == 0;

    private void Take(Owner owner)
    {
        owner.Running++;
        _free--;
    }

    private Owner? Next() => _owners.Values
        .Where(owner => owner.Waiting.Count > 0 && owner.Running < _perOwner)
        .MinBy(owner => (owner.Running, owner.Waiting.First!.Value.Sequence));

    private Owner OwnerOf(Guid id)
    {
        if (!_owners.TryGetValue(id, out var owner))
        {
            owner = new Owner();
            _owners.Add(id, owner);
        }

        return owner;
    }

    private void Forget(Guid id, Owner owner)
    {
        if (owner.Running == 0 && owner.Waiting.Count == 0)
        {
            _owners.Remove(id);
        }
    }

    private sealed class Owner
    {
        public int Running { get; set; }

        public LinkedList<Waiter> Waiting { get; } = new();
    }

    private sealed class Waiter
    {
        public Waiter() => Node = new LinkedListNode<Waiter>(this);

        public LinkedListNode<Waiter> Node { get; }

        public TaskCompletionSource Taken { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long Sequence { get; set; }
    }
}
