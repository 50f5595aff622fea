using Platform.JobManager.Dispatch;

namespace Platform.JobManager.Blocks;

/// <summary>Decides which blocks are published to idle slots, fairly between owners: the one with the fewest blocks for its weight comes first. Free of I/O.</summary>
/// <param name="limits">The weights of owners.</param>
internal sealed class BlockPicker(PermitLimits limits)
{
    private readonly Dictionary<Guid, Owner> _owners = [];

    /// <summary>Adds blocks of an owner that are published or running.</summary>
    public void AddActive(Guid owner, int count) => OwnerOf(owner).Active += count;

    /// <summary>Adds a waiting block. The blocks of an owner have to come in the order in which they are to be published.</summary>
    public void AddWaiting(Guid owner, Guid block) => OwnerOf(owner).Waiting.Enqueue(block);

    /// <summary>Picks blocks, in the order in which they are to be published.</summary>
    /// <param name="idle">The number of idle slots; none are picked if it is not positive.</param>
    public List<Guid> Pick(int idle)
    {
        var picked = new List<Guid>();
        while (picked.Count < idle && _owners.Values.Where(static owner => owner.Waiting.Count > 0).MinBy(static owner => owner.Load) is { } next)
        {
            picked.Add(next.Waiting.Dequeue());
            next.Active++;
        }

        return picked;
    }

    private Owner OwnerOf(Guid id)
    {
        if (!_owners.TryGetValue(id, out var owner))
        {
            owner = new Owner(limits.WeightOf(id), _owners.Count);
            _owners.Add(id, owner);
        }

        return owner;
    }

    private sealed class Owner(int weight, int place)
    {
        public int Active { get; set; }

        public Queue<Guid> Waiting { get; } = new();

        public (double Load, int Place) Load => ((Active + 1.0) / weight, place);
    }
}
