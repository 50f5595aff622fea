using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Contracts.Messaging;
using Platform.JobManager.Database;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Leases;
using Platform.JobManager.Telemetry;
using Platform.JobManager.Workers;
using Platform.ServiceDefaults.Loops;
using Platform.ServiceDefaults.Measures;

namespace Platform.JobManager.Blocks;

/// <summary>
/// Publishes blocks to slots that no job needs, fairly between owners, takes back those whose worker was lost, and deletes those whose job has ended. All
/// replicas take the lock of permits, so that slots are counted once. Without blocks a round is one short query.
/// </summary>
internal sealed class BlockScheduler(
    JobDatabase database, WorkerCommands commands, BlockQueue queue, BlockMetrics metrics, BlockTimes times, TimeProvider time, ILogger<BlockScheduler> logger)
    : PeriodicLoop(time, logger)
{
    protected override TimeSpan Interval => times.Interval;

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        var (answers, published) = await database.For(QueryType.Update).ExecuteAsync(async token => await ScheduleAsync(Time.GetUtcNow(), token), cancellationToken);
        foreach (var (worker, command) in answers.Commands(times.Lease))
        {
            commands.Send(worker, command);
        }

        published.ForEach(queue.Add);
        return false;
    }

    private async Task<(BlockAnswers Answers, List<JobAssignment> Published)> ScheduleAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var answers = new BlockAnswers();
        await using var connection = await database.Hot.OpenConnectionAsync(cancellationToken);
        if (!await BlockStore.AnyAsync(connection, cancellationToken))
        {
            metrics.Set([]);
            return (answers, []);
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await PermitStore.LockAsync(connection, transaction, cancellationToken);
        foreach (var lost in await BlockStore.DeleteEndedAsync(connection, transaction, cancellationToken))
        {
            answers.Lose(lost.Worker, lost.Block);
        }

        var expired = await BlockStore.LockExpiredAsync(connection, transaction, now, times.DoLeasesCount, cancellationToken);
        await BlockStore.EndAsync(connection, transaction, expired.ConvertAll(block => (block.Id, BlockEnd.Expired(block.Failures, block.Stage))), cancellationToken);
        answers.Jobs.UnionWith(expired.Select(block => block.JobId));
        var published = await PublishAsync(connection, transaction, now, cancellationToken);
        await BlockStore.AddStagesAsync(connection, transaction, answers, PermitGranter.SlotsValidFor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        metrics.Lost(expired.Count(block => block.Stage == BlockStage.Running));
        return (answers, published);
    }

    private async Task<List<JobAssignment>> PublishAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var counts = await BlockStore.CountAsync(connection, transaction, cancellationToken);
        metrics.Set(counts.Select(count => (count.Stage, count.Blocks)));

        // A job that was queued just now comes first; its permit is granted within a moment.
        if (await BlockStore.AnyJobWaitingAsync(connection, now - times.JobsFirst, cancellationToken))
        {
            return [];
        }

        var use = await PermitStore.CountAsync(connection, transaction, PermitGranter.SlotsValidFor, cancellationToken);
        var picker = new BlockPicker(times.LimitsFor(use.Slots));
        var active = counts.FindAll(count => count.Stage is BlockStage.Published or BlockStage.Running);
        active.ForEach(count => picker.AddActive(count.Owner, count.Blocks));
        foreach (var (block, owner) in await BlockStore.FindWaitingAsync(connection, transaction, cancellationToken))
        {
            picker.AddWaiting(owner, block);
        }

        // Jobs that run use processors that are not counted; those that are about to start take one of the slots.
        var taken = use.Granted.Sum(count => count.Jobs) + active.Sum(count => count.Blocks);
        var picked = picker.Pick(await BlockStore.CountSlotsAsync(connection, transaction, PermitGranter.SlotsValidFor, cancellationToken) - taken);
        return picked.Count == 0 ? [] : await BlockStore.PublishAsync(connection, transaction, picked, now, now + times.Publication, cancellationToken);
    }
}

/// <summary>The times and limits that the scheduler of blocks goes by.</summary>
internal sealed class BlockTimes(IOptions<LeaseOptions> leases, IOptions<DispatchOptions> dispatch, ReportFlow flow)
{
    /// <summary>The pause between two rounds.</summary>
    public TimeSpan Interval { get; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a job that was queued holds blocks back.</summary>
    public TimeSpan JobsFirst { get; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a published block may wait for a worker before it is published again.</summary>
    public TimeSpan Publication { get; } = TimeSpan.FromSeconds(30);

    /// <summary>The duration of leases.</summary>
    public TimeSpan Lease => leases.Value.Duration;

    /// <summary>True if an expired lease means a lost worker, because heartbeats would have been received.</summary>
    public bool DoLeasesCount => flow.HasRunFor(leases.Value.Grace);

    /// <summary>The weights of owners.</summary>
    public PermitLimits LimitsFor(int slots) => dispatch.Value.LimitsFor(slots);
}
