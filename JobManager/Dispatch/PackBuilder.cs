using Platform.JobManager.Kinds;

namespace Platform.JobManager.Dispatch;

/// <summary>
/// Packs the jobs that wait together: short kinds several to a message, long kinds one. Order within a queue is kept.
/// It never waits for more to come.
/// </summary>
internal static class PackBuilder
{
    /// <param name="batches">What waits, oldest first.</param>
    /// <param name="maxJobs">Most jobs in a message.</param>
    /// <param name="maxBytes">Most characters of input in a message of more than one job.</param>
    public static List<OutgoingPack> Build(IReadOnlyList<DueBatch> batches, int maxJobs, int maxBytes)
    {
        var packs = new List<OutgoingPack>();
        Span<OpenPack> open = stackalloc OpenPack[3];
        open.Fill(new OpenPack(-1, 0));
        foreach (DueBatch batch in batches)
        {
            foreach (DueJob job in batch.Jobs)
            {
                OutgoingPack pack = job.Kind.IsShort
                    ? Shared(packs, ref open[(int)job.Priority], job, maxJobs, maxBytes)
                    : Added(packs, JobQueueNames.Of(job.Kind, job.Priority));
                pack.Jobs.Add(job);
                if (pack.Batches.Count == 0 || !ReferenceEquals(pack.Batches[^1], batch))
                {
                    pack.Batches.Add(batch);
                    batch.Opened();
                }
            }
        }

        return packs;
    }

    private static OutgoingPack Shared(List<OutgoingPack> packs, ref OpenPack open, in DueJob job, int maxJobs, int maxBytes)
    {
        int size = job.Input.Length + (job.Checkpoint?.Length ?? 0);
        if (open.Index >= 0 && packs[open.Index].Jobs.Count < maxJobs && open.Bytes + size <= maxBytes)
        {
            open = open with { Bytes = open.Bytes + size };
            return packs[open.Index];
        }

        open = new OpenPack(packs.Count, size);
        return Added(packs, JobQueueNames.Of(job.Kind, job.Priority));
    }

    private static OutgoingPack Added(List<OutgoingPack> packs, string queue)
    {
        var pack = new OutgoingPack(queue);
        packs.Add(pack);
        return pack;
    }

    private readonly record struct OpenPack(int Index, int Bytes);
}
