using Platform.JobManager.Kinds;

namespace Platform.JobManager.Dispatch;

/// <summary>Builds messages from waiting batches: short jobs share a message, a long job gets its own. The order within a queue is kept.</summary>
internal static class PackBuilder
{
    /// <summary>Builds the messages and registers each with the batches whose jobs it carries.</summary>
    /// <param name="batches">The batches to publish, oldest first.</param>
    /// <param name="maxJobs">The maximum number of jobs in a message.</param>
    /// <param name="maxBytes">The maximum length of all inputs and checkpoints in a message with more than one job, in characters.</param>
    public static List<OutgoingPack> Build(IReadOnlyList<DueBatch> batches, int maxJobs, int maxBytes)
    {
        var packs = new List<OutgoingPack>();
        Span<OpenPack> open = stackalloc OpenPack[3];
        open.Fill(new OpenPack(-1, 0));
        foreach (var batch in batches)
        {
            foreach (var job in batch.Jobs)
            {
                var pack = job.Kind.IsShort
                    ? SharedPack(packs, ref open[(int)job.Priority], job, maxJobs, maxBytes)
                    : NewPack(packs, JobQueueNames.Of(job.Kind, job.Priority));
                pack.Jobs.Add(job);
                if (pack.Batches.Count == 0 || !ReferenceEquals(pack.Batches[^1], batch))
                {
                    pack.Batches.Add(batch);
                    batch.AddPending();
                }
            }
        }

        return packs;
    }

    private static OutgoingPack SharedPack(List<OutgoingPack> packs, ref OpenPack open, in DueJob job, int maxJobs, int maxBytes)
    {
        var size = job.Input.Length + (job.Checkpoint?.Length ?? 0);
        if (open.Index >= 0 && packs[open.Index].Jobs.Count < maxJobs && open.Bytes + size <= maxBytes)
        {
            open = open with { Bytes = open.Bytes + size };
            return packs[open.Index];
        }

        open = new OpenPack(packs.Count, size);
        return NewPack(packs, JobQueueNames.Of(job.Kind, job.Priority));
    }

    private static OutgoingPack NewPack(List<OutgoingPack> packs, string queue)
    {
        var pack = new OutgoingPack(queue);
        packs.Add(pack);
        return pack;
    }

    private readonly record struct OpenPack(int Index, int Bytes);
}
