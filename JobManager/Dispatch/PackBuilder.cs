using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;

namespace Platform.JobManager.Dispatch;

/// <summary>
/// Packs the jobs that wait together: short kinds several to a message, long kinds one. Order within a queue is kept.
/// It never waits for more to come.
/// </summary>
internal static class PackBuilder
{
    private static readonly string[] s_shortQueues = Names(JobQueues.ShortLane);
    private static readonly string[] s_longQueues = Names(JobQueues.LongLane);

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
                    : Added(packs, QueueOf(job));
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

    /// <summary>The queue of a job's lane and priority, without building its name anew.</summary>
    public static string QueueOf(in DueJob job) =>
        job.Kind.IsShort ? s_shortQueues[(int)job.Priority]
        : string.Equals(job.Kind.Lane, JobQueues.LongLane, StringComparison.Ordinal) ? s_longQueues[(int)job.Priority]
        : JobQueues.ForLane(job.Kind.Lane, job.Priority);

    private static OutgoingPack Shared(List<OutgoingPack> packs, ref OpenPack open, in DueJob job, int maxJobs, int maxBytes)
    {
        int size = job.Input.Length + (job.Checkpoint?.Length ?? 0);
        if (open.Index >= 0 && packs[open.Index].Jobs.Count < maxJobs && open.Bytes + size <= maxBytes)
        {
            open = open with { Bytes = open.Bytes + size };
            return packs[open.Index];
        }

        open = new OpenPack(packs.Count, size);
        return Added(packs, QueueOf(job));
    }

    private static OutgoingPack Added(List<OutgoingPack> packs, string queue)
    {
        var pack = new OutgoingPack(queue);
        packs.Add(pack);
        return pack;
    }

    private static string[] Names(string lane) =>
        [.. Enum.GetValues<JobPriority>().Select(priority => JobQueues.ForLane(lane, priority))];

    private readonly record struct OpenPack(int Index, int Bytes);
}
