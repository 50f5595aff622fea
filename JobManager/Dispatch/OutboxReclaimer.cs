using Microsoft.Extensions.Options;
using Platform.JobManager.Database;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Loops;
using Platform.ServiceDefaults.Measures;

namespace Platform.JobManager.Dispatch;

/// <summary>
/// The net under the relay: publishes batches again that no replica got confirmed in time. It reads no more of them at a time than can be
/// held, however large their jobs are.
/// </summary>
internal sealed class OutboxReclaimer(
    JobDatabase database,
    RabbitMqConnection rabbit,
    RelayQueue queue,
    IOptions<DispatchOptions> options,
    TimeProvider time,
    ILogger<OutboxReclaimer> logger) : PeriodicLoop(time, logger)
{
    private const int AtOnce = 500;
    private const int MaxJobsAtOnce = 4000;
    private const int MaxBytesAtOnce = 4 * 1024 * 1024;

    protected override TimeSpan Interval => options.Value.ReclaimInterval;

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        if (!rabbit.IsOpen)
        {
            return false;
        }

        DateTimeOffset now = Time.GetUtcNow();
        List<ClaimedBatch> batches = await database.For(QueryType.Update).ExecuteAsync(
            async token => await DispatchOutbox.ClaimAsync(database.Hot, now, now + options.Value.Claim, AtOnce, MaxJobsAtOnce, token), cancellationToken);
        foreach (List<ClaimedBatch> together in Together(batches))
        {
            await (together is [{ Bytes: > MaxBytesAtOnce } large] ? HandOverInPartsAsync(large, cancellationToken) : HandOverAsync(together, cancellationToken));
        }

        int jobs = batches.Sum(batch => batch.Jobs.Count);
        if (batches.Count > 0)
        {
            RelayLog.Reclaimed(Logger, jobs, batches.Count);
        }

        return batches.Count == AtOnce || jobs >= MaxJobsAtOnce;
    }

    /// <summary>As many of the batches as can be held at once, again and again; one that is too large for that by itself.</summary>
    private static IEnumerable<List<ClaimedBatch>> Together(List<ClaimedBatch> batches)
    {
        var together = new List<ClaimedBatch>();
        foreach (ClaimedBatch batch in batches)
        {
            if (together.Count > 0 && together.Sum(one => one.Bytes) + batch.Bytes > MaxBytesAtOnce)
            {
                yield return together;
                together = [];
            }

            together.Add(batch);
        }

        if (together.Count > 0)
        {
            yield return together;
        }
    }

    private async Task HandOverAsync(List<ClaimedBatch> batches, CancellationToken cancellationToken)
    {
        Dictionary<Guid, DueJob> due = await ReadAsync([.. batches.SelectMany(batch => batch.Jobs).Select(job => job.Id).Distinct()], cancellationToken);
        foreach (ClaimedBatch batch in batches)
        {
            List<DueJob> jobs = [.. batch.Jobs.Where(job => due.ContainsKey(job.Id)).Select(job => due[job.Id])];
            if (jobs.Count == 0)
            {
                queue.Settled(batch.Id);
            }
            else
            {
                await queue.ReclaimedAsync(new DueBatch(batch.Id, jobs, batch.ClaimedUntil), cancellationToken);
            }
        }
    }

    private async Task HandOverInPartsAsync(ClaimedBatch batch, CancellationToken cancellationToken)
    {
        var parts = new BatchParts();
        foreach (Guid[] some in batch.PartsOf(MaxBytesAtOnce))
        {
            // What is left is claimed again: it was too much for the time that a claim lasts.
            if (Time.GetUtcNow() >= batch.ClaimedUntil)
            {
                return;
            }

            Dictionary<Guid, DueJob> due = await ReadAsync(some, cancellationToken);
            if (due.Count > 0)
            {
                DueJob[] jobs = [.. some.Where(due.ContainsKey).Select(id => due[id])];
                await queue.ReclaimedAsync(new DueBatch(batch.Id, jobs, batch.ClaimedUntil, parts), cancellationToken);
            }
        }

        if (parts.Done())
        {
            queue.Settled(batch.Id);
        }
    }

    private async Task<Dictionary<Guid, DueJob>> ReadAsync(Guid[] jobs, CancellationToken cancellationToken) =>
        await database.For(QueryType.Select).ExecuteAsync(async token => await DispatchOutbox.ReadAsync(database.Hot, jobs, token), cancellationToken);
}
