using Microsoft.Extensions.Options;
using Platform.JobManager.Database;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Loops;
using Platform.ServiceDefaults.Measures;

namespace Platform.JobManager.Dispatch;

/// <summary>
/// Publishes outbox rows again whose claim has expired because a replica crashed or RabbitMQ did not confirm them. It reads only as many jobs
/// at a time as fit into memory, however large they are.
/// </summary>
internal sealed partial class OutboxReclaimer(
    JobDatabase database,
    RabbitMqConnection rabbit,
    RelayQueue queue,
    IOptions<DispatchOptions> options,
    TimeProvider time,
    ILogger<OutboxReclaimer> logger) : PeriodicLoop(time, logger)
{
    private const int MaxRows = 500;
    private const int MaxJobs = 4000;
    private const int MaxBytes = 4 * 1024 * 1024;

    private readonly ILogger _logger = logger;

    protected override TimeSpan Interval => options.Value.ReclaimInterval;

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        if (!rabbit.IsOpen)
        {
            return false;
        }

        var now = Time.GetUtcNow();
        var batches = await database.For(QueryType.Update).ExecuteAsync(
            async token => await DispatchOutbox.ClaimAsync(database.Hot, now, now + options.Value.Claim, MaxRows, MaxJobs, token), cancellationToken);
        foreach (var group in GroupBySize(batches))
        {
            await (group is [{ Bytes: > MaxBytes } large] ? EnqueueInPartsAsync(large, cancellationToken) : EnqueueAsync(group, cancellationToken));
        }

        var jobs = batches.Sum(batch => batch.Jobs.Count);
        if (batches.Count > 0)
        {
            Reclaimed(jobs, batches.Count);
        }

        return batches.Count == MaxRows || jobs >= MaxJobs;
    }

    /// <summary>Groups batches so that the jobs of a group fit into <see cref="MaxBytes"/>. A larger batch becomes a group of its own.</summary>
    private static IEnumerable<List<ClaimedBatch>> GroupBySize(List<ClaimedBatch> batches)
    {
        var group = new List<ClaimedBatch>();
        foreach (var batch in batches)
        {
            if (group.Count > 0 && group.Sum(member => member.Bytes) + batch.Bytes > MaxBytes)
            {
                yield return group;
                group = [];
            }

            group.Add(batch);
        }

        if (group.Count > 0)
        {
            yield return group;
        }
    }

    private async Task EnqueueAsync(List<ClaimedBatch> batches, CancellationToken cancellationToken)
    {
        var due = await ReadAsync([.. batches.SelectMany(batch => batch.Jobs).Select(job => job.Id).Distinct()], cancellationToken);
        foreach (var batch in batches)
        {
            List<DueJob> jobs = [.. batch.Jobs.Where(job => due.ContainsKey(job.Id)).Select(job => due[job.Id])];
            if (jobs.Count == 0)
            {
                queue.MarkPublished(batch.Id);
            }
            else
            {
                await queue.EnqueueReclaimedAsync(new DueBatch(batch.Id, jobs, batch.ClaimedUntil), cancellationToken);
            }
        }
    }

    private async Task EnqueueInPartsAsync(ClaimedBatch batch, CancellationToken cancellationToken)
    {
        var parts = new BatchParts();
        foreach (var ids in batch.PartsOf(MaxBytes))
        {
            // The claim has expired before all parts were read: the rest is claimed again in a later round.
            if (Time.GetUtcNow() >= batch.ClaimedUntil)
            {
                return;
            }

            var due = await ReadAsync(ids, cancellationToken);
            if (due.Count > 0)
            {
                DueJob[] jobs = [.. ids.Where(due.ContainsKey).Select(id => due[id])];
                await queue.EnqueueReclaimedAsync(new DueBatch(batch.Id, jobs, batch.ClaimedUntil, parts), cancellationToken);
            }
        }

        if (parts.Complete())
        {
            queue.MarkPublished(batch.Id);
        }
    }

    private async Task<Dictionary<Guid, DueJob>> ReadAsync(Guid[] jobs, CancellationToken cancellationToken) =>
        await database.For(QueryType.Select).ExecuteAsync(async token => await DispatchOutbox.ReadAsync(database.Hot, jobs, token), cancellationToken);

    [LoggerMessage(21, LogLevel.Information, "Publishing {Jobs} jobs from {Batches} outbox rows that were not confirmed in time", EventName = "outbox_reclaimed")]
    private partial void Reclaimed(int jobs, int batches);
}
