using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Contracts.Messaging;
using Platform.JobManager.Database;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Leases;
using Platform.JobManager.Telemetry;
using Platform.JobManager.Workers;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.JobManager.Blocks;

/// <summary>
/// Applies what workers report of blocks, and answers. Every write is fenced as those of jobs: that of a coordinator by its attempt at the job, that of
/// another worker by its attempt at the block.
/// </summary>
internal sealed partial class BlockReports(
    JobDatabase database, WorkerCommands commands, BlockMetrics metrics, IOptions<LeaseOptions> leases, TimeProvider time, ILogger<BlockReports> logger)
{
    /// <summary>Applies the reports of one batch. What the database refuses is dropped: workers repeat offers, and leases expire.</summary>
    /// <param name="reports">The reports, in the order in which they were received.</param>
    /// <param name="cancellationToken">Cancels the work; the messages are then delivered again.</param>
    public async Task ApplyAsync(IReadOnlyList<(string Worker, BlockReport Report)> reports, CancellationToken cancellationToken)
    {
        if (reports.Count == 0)
        {
            return;
        }

        try
        {
            var answers = await database.For(QueryType.Update).ExecuteAsync(async token => await StoreAsync(new BlockBatch(reports), token), cancellationToken);
            foreach (var (worker, command) in answers.Commands(leases.Value.Duration))
            {
                commands.Send(worker, command);
            }
        }
        catch (PostgresException refused) when (CallerData.IsRefusal(refused))
        {
            Refused(refused);
        }
    }

    private async Task<BlockAnswers> StoreAsync(BlockBatch batch, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var until = now + leases.Value.Duration;
        var answers = new BlockAnswers();
        var results = new List<BlockEnd>();
        await using var connection = await database.Hot.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await BlockStore.OfferAsync(connection, transaction, batch.Offers, now, cancellationToken);
        batch.Offers.ForEach(offer => answers.AnswerTo(offer.Worker, offer.Offer));
        if (batch.Started.Count > 0)
        {
            var granted = await BlockStore.StartAsync(connection, transaction, batch.Started, until, cancellationToken);
            batch.Started.ForEach(started => Answer(granted.Contains((started.Block, started.Worker)) ? answers.Grant : answers.Refuse, started));
        }

        if (batch.Held.Count > 0)
        {
            var extended = await BlockStore.ExtendAsync(connection, transaction, batch.Held, until, cancellationToken);
            batch.Held.Where(held => !extended.Contains((held.Block, held.Worker))).ToList().ForEach(held => Answer(answers.Lose, held));
        }

        if (batch.Ended.Count > 0)
        {
            var locked = await BlockStore.LockEndedAsync(connection, transaction, [.. batch.Ended.Keys], cancellationToken);
            var ends = locked.ConvertAll(block => (block.Id, End: batch.EndOf(block.Held, block.Failures)));
            await BlockStore.EndAsync(connection, transaction, ends, cancellationToken);
            results.AddRange(ends.Select(end => end.End));
            answers.Jobs.UnionWith(locked.Select(block => block.JobId));
        }

        await BlockStore.AddStagesAsync(connection, transaction, answers, PermitGranter.SlotsValidFor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        results.ForEach(end => metrics.Ended(end.Stage));
        return answers;
    }

    private static void Answer(Action<string, AttemptRef> answer, HeldBlock block) => answer(block.Worker, block.Block);

    [LoggerMessage(60, LogLevel.Warning, "The database refused reports of blocks; they were dropped", EventName = "block_reports_refused")]
    private partial void Refused(Exception exception);
}
