using Platform.Contracts.Messaging;
using Platform.Contracts.Recognition;

namespace Platform.Worker.Captioning;

/// <summary>
/// Decides which parts of a recording are recognised here and which are offered to other workers in blocks, so that each part is given out once and
/// the first ones come first. What is not done elsewhere in the end is done here. Free of I/O; not thread-safe.
/// </summary>
/// <param name="kept">The number of the next parts that are not offered, because they are recognised here at once; at least 1.</param>
internal sealed class BlockBoard(int kept)
{
    // With less, another worker would not have loaded its model before it is done here.
    private const double WorthSeconds = 60;

    // Longer recordings have longer blocks, because each costs the load of a model; a lost worker costs its block.
    private const double MaxBlockSeconds = 60;
    private const int BlocksOfRecording = 40;

    // The sound of a block is copied as a whole, with the pauses between its parts.
    private const double MaxBlockSpan = 180;
    private const int BlocksPerHelper = 2;

    private readonly List<FoundPart> _open = [];
    private readonly HashSet<int> _own = [];
    private readonly SortedDictionary<int, OfferedBlock> _blocks = [];
    private readonly Queue<FoundPart> _received = new();
    private double _seconds;
    private int _helpers;
    private bool _isComplete;

    /// <summary>Gets whether to offer blocks, or to ask whether there is help.</summary>
    public bool IsWorthwhile => _blocks.Count > 0 || Offerable().Sum(static part => part.Seconds) >= WorthSeconds;

    /// <summary>Gets whether other workers have slots, as far as is known.</summary>
    public bool HasHelp => _helpers > 0;

    /// <summary>Gets all blocks that are to be done elsewhere, by the index of their first part; not those that are wanted back.</summary>
    public IReadOnlyList<int> Offered => [.. _blocks.Values.Where(static block => !block.IsClaimed).Select(static block => block.First)];

    /// <summary>Adds a part that was found. Parts come in order.</summary>
    /// <param name="part">The part.</param>
    /// <param name="isDone">Whether an earlier attempt has recognised it, so that nobody needs to.</param>
    public void Add(FoundPart part, bool isDone = false)
    {
        _open.Add(part);
        _seconds += part.Seconds;
        if (isDone || part.Speech is not { Count: > 0 })
        {
            _own.Add(part.Index);
        }
    }

    /// <summary>Records that all parts were found.</summary>
    public void Complete() => _isComplete = true;

    /// <summary>Forms new blocks for the workers that have slots.</summary>
    /// <returns>The new blocks, in order.</returns>
    public List<OfferedBlock> Form()
    {
        List<OfferedBlock> formed = [];
        var most = Math.Min(BlocksPerHelper * _helpers, BlockReport.MaxOffered);
        while (_blocks.Count < most && IsWorthwhile && NextBlock() is { Count: > 0 } parts)
        {
            _open.RemoveAll(parts.Contains);
            var block = new OfferedBlock(parts);
            _blocks.Add(block.First, block);
            formed.Add(block);
        }

        return formed;
    }

    /// <summary>Records the number of the offer that is about to be sent with <see cref="Offered"/>.</summary>
    public void Sending(long sequence)
    {
        foreach (var block in _blocks.Values)
        {
            block.Sent(sequence);
        }
    }

    /// <summary>Applies what JobManager answered.</summary>
    public void Apply(BlockStates states)
    {
        _helpers = Math.Max(0, states.Helpers);
        var stages = states.Blocks.DistinctBy(static state => state.Block).ToDictionary(static state => state.Block, static state => state.Stage);
        foreach (var block in _blocks.Values.ToList())
        {
            if (!stages.TryGetValue(block.First, out var stage))
            {
                if (block.IsAnsweredBy(states.Sequence))
                {
                    Reclaim(block);
                }

                continue;
            }

            switch (stage)
            {
                case BlockStage.Done:
                    _blocks.Remove(block.First);
                    block.Parts.ToList().ForEach(_received.Enqueue);
                    break;
                case BlockStage.Returned:
                    Reclaim(block);
                    break;
                default:
                    block.Stay(stage, states.Sequence);
                    break;
            }
        }
    }

    /// <summary>Takes a block back that was not offered after all.</summary>
    public void Reclaim(OfferedBlock block)
    {
        if (_blocks.Remove(block.First))
        {
            _open.AddRange(block.Parts);
            _open.Sort(static (a, b) => a.Index.CompareTo(b.Index));
            _own.UnionWith(block.Parts.Select(static part => part.Index));
        }
    }

    /// <summary>Takes all blocks back, because JobManager does not answer, and offers none until it does.</summary>
    public void ReclaimAll()
    {
        _helpers = 0;
        _blocks.Values.ToList().ForEach(Reclaim);
    }

    /// <summary>Decides what comes next.</summary>
    /// <param name="hasRoom">Whether another part can be recognised here now.</param>
    public BoardStep Next(bool hasRoom)
    {
        if (_received.TryDequeue(out var received))
        {
            return new BoardStep(received, IsReceived: true);
        }

        if (hasRoom)
        {
            var first = _blocks.Values.FirstOrDefault(static block => block is { Stage: BlockStage.Waiting, IsClaimed: false });
            if (_open.Count > 0 && (first is null || first.First > _open[0].Index || IsClaiming))
            {
                var part = _open[0];
                _open.RemoveAt(0);
                return new BoardStep(part);
            }

            // A published block is about to be taken by another worker, unless none of them knows of blocks.
            var claimed = first ?? _blocks.Values.FirstOrDefault(static block => block is { Stage: BlockStage.Published, IsClaimed: false });
            if (claimed is not null && !IsClaiming)
            {
                claimed.Claim();
                return new BoardStep(HasClaimed: true);
            }
        }

        return new BoardStep(IsEnd: _isComplete && _open.Count == 0 && _blocks.Count == 0);
    }

    private bool IsClaiming => _blocks.Values.Any(static block => block.IsClaimed);

    private IEnumerable<FoundPart> Offerable() => _open.Skip(kept).Where(part => !_own.Contains(part.Index));

    private List<FoundPart> NextBlock()
    {
        List<FoundPart> parts = [];
        var wanted = Math.Min(MaxBlockSeconds, _seconds / BlocksOfRecording);
        foreach (var part in Offerable())
        {
            if (parts.Count > 0 && (parts.Sum(static one => one.Seconds) >= wanted || part.Index != parts[^1].Index + 1 || part.Start + part.Seconds - parts[0].Start > MaxBlockSpan))
            {
                return parts;
            }

            parts.Add(part);
        }

        // While more is being found, the last block may grow.
        return _isComplete || parts.Sum(static part => part.Seconds) >= wanted ? parts : [];
    }
}

/// <summary>Represents a block that is to be done elsewhere.</summary>
/// <param name="parts">The parts, in order; at least one.</param>
internal sealed class OfferedBlock(IReadOnlyList<FoundPart> parts)
{
    private long _offeredBy;
    private long _claimedBy;

    /// <summary>Gets the index of the first part.</summary>
    public int First { get; } = parts[0].Index;

    /// <summary>Gets the parts, in order.</summary>
    public IReadOnlyList<FoundPart> Parts { get; } = parts;

    /// <summary>Gets the stage that JobManager reported last.</summary>
    public BlockStage Stage { get; private set; }

    /// <summary>Gets whether the block is wanted back.</summary>
    public bool IsClaimed { get; private set; }

    /// <summary>Wants the block back.</summary>
    public void Claim() => (IsClaimed, _claimedBy) = (true, 0);

    /// <summary>Records the number of an offer with the block.</summary>
    public void Sent(long sequence)
    {
        _offeredBy = _offeredBy == 0 ? sequence : _offeredBy;
        _claimedBy = IsClaimed && _claimedBy == 0 ? sequence : _claimedBy;
    }

    /// <summary>Returns whether an answer takes the block into account, so that it would be in it if it were done elsewhere.</summary>
    public bool IsAnsweredBy(long sequence)
    {
        var sent = IsClaimed ? _claimedBy : _offeredBy;
        return sent > 0 && sequence >= sent;
    }

    /// <summary>Records that the block stays elsewhere.</summary>
    public void Stay(BlockStage stage, long sequence)
    {
        IsClaimed = IsClaimed && !IsAnsweredBy(sequence);
        Stage = stage;
    }
}

/// <summary>Represents what comes next. Nothing of it: wait for a change.</summary>
/// <param name="Part">A part to take; null for none.</param>
/// <param name="IsReceived">Whether the part was done elsewhere.</param>
/// <param name="HasClaimed">Whether a block was claimed, which is to be sent.</param>
/// <param name="IsEnd">Whether every part was given out.</param>
internal readonly record struct BoardStep(FoundPart? Part = null, bool IsReceived = false, bool HasClaimed = false, bool IsEnd = false);
