using Microsoft.Extensions.Options;
using Npgsql;
using Platform.JobManager.Database;
using Platform.JobManager.Dispatch;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Loops;
using Platform.ServiceDefaults.Measures;

namespace Platform.JobManager.Backlog;

/// <summary>
/// Publishes queued jobs again whose RabbitMQ message was lost. The attempt number increases, so that a worker that still has the old message
/// cannot change anything. A long job keeps its permit.
/// </summary>
internal sealed partial class LostJobRequeuer(
    JobDatabase database,
    RabbitMqConnection rabbit,
    RelayQueue relay,
    LostJobDetector detector,
    IOptions<DispatchOptions> options,
    TimeProvider time,
    ILogger<LostJobRequeuer> logger) : PeriodicLoop(time, logger)
{
    private static readonly string s_requeue = JobSql.Files.Read<LostJobRequeuer>("requeue") + $"\nRETURNING {DispatchOutbox.DueColumns}";

    private readonly ILogger _logger = logger;

    protected override TimeSpan Interval => options.Value.LostInterval;

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        if (!rabbit.IsOpen || !detector.IsReady)
        {
            return false;
        }

        return await database.For(QueryType.Update).ExecuteAsync(async token => await RequeueAsync(token), cancellationToken);
    }

    private async Task<bool> RequeueAsync(CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow();
        await using var connection = await database.Hot.OpenConnectionAsync(cancellationToken);
        var lost = await detector.FindAsync(connection, now, cancellationToken);
        if (lost.Count == 0)
        {
            return false;
        }

        var more = lost.Count > DispatchOutbox.MaxJobsPerRound;
        lost = lost[..Math.Min(lost.Count, DispatchOutbox.MaxJobsPerRound)];

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var needPermits = lost.Exists(job => !job.IsShort);
        if (needPermits)
        {
            await PermitStore.LockAsync(connection, transaction, cancellationToken);
        }

        var due = new List<DueJob>();
        await using (var requeue = new NpgsqlCommand(s_requeue, connection, transaction))
        {
            requeue.Parameters.With<Guid[]>([.. lost.Select(job => job.Id)]).With(now).With<int[]>([.. lost.Select(job => job.Attempt)]);
            await using var reader = await requeue.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                due.Add(DispatchOutbox.ReadDue(reader));
            }
        }

        if (due.Count == 0)
        {
            return false;
        }

        if (needPermits)
        {
            var carriedOver = await PermitStore.CarryOverAsync(connection, transaction, due.Select(job => job.Id), now, cancellationToken);
            due = due.ConvertAll(job => carriedOver.Contains(job.Id) ? job with { HasPermit = true } : job);
        }

        var (batch, claimedUntil) = relay.NewClaim(now);
        await using (var outbox = new NpgsqlBatch(connection, transaction))
        {
            outbox.BatchCommands.Add(DispatchOutbox.InsertCommand(batch, now, claimedUntil, [.. due.Select(job => job.Id)]));
            await outbox.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        relay.EnqueueCommitted(batch, claimedUntil, due);
        Requeued(due.Count);
        return more;
    }

    [LoggerMessage(40, LogLevel.Warning, "The messages of {Jobs} queued jobs were lost; the jobs are published again", EventName = "lost_jobs_requeued")]
    private partial void Requeued(int jobs);
}
