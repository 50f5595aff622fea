using Platform.Contracts.Messaging;

namespace Platform.JobManager.Blocks;

/// <summary>The contents of several reports of blocks, without what cannot be stored. Free of I/O.</summary>
internal sealed class BlockBatch
{
    /// <summary>Creates the batch.</summary>
    /// <param name="reports">The reports, in the order in which they were received.</param>
    public BlockBatch(IReadOnlyList<(string Worker, BlockReport Report)> reports)
    {
        var offers = new Dictionary<(Guid, int, string), (string Worker, BlockOffer Offer)>();
        foreach (var (worker, report) in reports)
        {
            foreach (var offer in report.Offered?.Where(offer => offer is { Blocks: not null }) ?? [])
            {
                Keep(offers, worker, offer);
            }

            Started.AddRange(report.Started?.OfType<AttemptStarted>().Select(started => new HeldBlock(worker, new AttemptRef(started.JobId, started.Attempt))) ?? []);
            Held.AddRange(report.Held?.Select(held => new HeldBlock(worker, held)) ?? []);
            foreach (var completed in report.Completed?.OfType<AttemptCompleted>() ?? [])
            {
                Ended[new HeldBlock(worker, new AttemptRef(completed.JobId, completed.Attempt))] = completed;
            }
        }

        // All replicas lock rows in the same order.
        Offers = [.. offers.Values.OrderBy(offer => offer.Offer.JobId)];
        Started.Sort(static (a, b) => a.Block.JobId.CompareTo(b.Block.JobId));
        Held.Sort(static (a, b) => a.Block.JobId.CompareTo(b.Block.JobId));
    }

    /// <summary>The latest offer of each worker for an attempt, sorted by job.</summary>
    public List<(string Worker, BlockOffer Offer)> Offers { get; }

    /// <summary>The blocks whose lease is requested.</summary>
    public List<HeldBlock> Started { get; } = [];

    /// <summary>The blocks whose lease is to be extended.</summary>
    public List<HeldBlock> Held { get; } = [];

    /// <summary>The blocks that have ended.</summary>
    public Dictionary<HeldBlock, AttemptCompleted> Ended { get; } = [];

    /// <summary>Determines the next stage of a block that has ended.</summary>
    /// <param name="held">The block as its worker has reported it.</param>
    /// <param name="failures">The number of failures so far.</param>
    public BlockEnd EndOf(HeldBlock held, int failures) => BlockEnd.After(failures, Ended[held].Outcome, Ended[held].Error?.Retryable != false);

    // Which worker is the coordinator, and which attempt the current one, is known to the database.
    private static void Keep(Dictionary<(Guid, int, string), (string Worker, BlockOffer Offer)> offers, string worker, BlockOffer offer)
    {
        var key = (offer.JobId, offer.Attempt, worker);
        if (offers.TryGetValue(key, out var other) && other.Offer.Sequence >= offer.Sequence)
        {
            return;
        }

        offers[key] = (worker, offer with { Blocks = [.. offer.Blocks.Where(block => block >= 0).Distinct().Order().Take(BlockReport.MaxOffered)] });
    }
}
