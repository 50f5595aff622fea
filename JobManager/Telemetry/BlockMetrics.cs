using System.Diagnostics.Metrics;
using Platform.Contracts.Messaging;

namespace Platform.JobManager.Telemetry;

/// <summary>Records the metrics of blocks of recordings. All series exist from the start, so that rates are correct.</summary>
internal sealed class BlockMetrics
{
    private static readonly (BlockStage Stage, KeyValuePair<string, object?> Tag)[] s_stages =
    [
        (BlockStage.Waiting, new("stage", "waiting")),
        (BlockStage.Published, new("stage", "published")),
        (BlockStage.Running, new("stage", "running")),
    ];

    private static readonly KeyValuePair<string, object?> s_done = new("result", "done");
    private static readonly KeyValuePair<string, object?> s_returned = new("result", "returned");
    private static readonly KeyValuePair<string, object?> s_again = new("result", "again");
    private static readonly KeyValuePair<string, object?> s_lost = new("result", "lost");

    private readonly Counter<long> _ended;
    private volatile Dictionary<BlockStage, long> _counts = [];

    /// <summary>Creates the instruments.</summary>
    public BlockMetrics(IMeterFactory meters)
    {
        var jobs = meters.Create("Platform.Jobs");
        jobs.CreateObservableGauge("captions.blocks", InStage, "{block}", "Blocks of recordings that are offered to other workers, by stage.");
        _ended = jobs.CreateCounter<long>("captions.blocks.ended", "{block}", "Attempts at blocks, by result.");
        foreach (var result in (KeyValuePair<string, object?>[])[s_done, s_returned, s_again, s_lost])
        {
            _ended.Add(0, result);
        }
    }

    /// <summary>Stores the numbers of blocks by stage; one that comes several times is added up.</summary>
    public void Set(IEnumerable<(BlockStage Stage, int Blocks)> counts) =>
        _counts = counts.GroupBy(count => count.Stage).ToDictionary(stage => stage.Key, stage => stage.Sum(count => (long)count.Blocks));

    /// <summary>Counts an attempt that its worker has reported, by the next stage of the block.</summary>
    public void Ended(BlockStage next) => _ended.Add(1, next switch
    {
        BlockStage.Done => s_done,
        BlockStage.Returned => s_returned,
        _ => s_again,
    });

    /// <summary>Counts attempts that have lost their worker.</summary>
    public void Lost(int blocks) => _ended.Add(blocks, s_lost);

    private IEnumerable<Measurement<long>> InStage() => s_stages.Select(stage => new Measurement<long>(_counts.GetValueOrDefault(stage.Stage), stage.Tag));
}
