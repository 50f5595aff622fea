using Microsoft.Extensions.Options;
using Npgsql;
using Platform.JobManager.Database;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Kinds;
using Platform.JobManager.Telemetry;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Loops;
using Platform.ServiceDefaults.Measures;

namespace Platform.JobManager.Backlog;

/// <summary>
/// Publishes queued jobs again that the broker lost, or that a worker took and never ended: they have been queued for
/// long while their queue is empty, or while jobs that came much later are already done. The attempt counts up, so that
/// whoever may still have the old message can change nothing. What waits for its turn is not at the broker yet; what had
/// its turn keeps it.
/// </summary>
internal sealed class LostJobFinder(
    JobDatabase database,
    RabbitMqConnection rabbit,
    RelayQueue relay,
    LostJobMarks marks,
    BacklogFigures figures,
    IOptions<DispatchOptions> options,
    TimeProvider time,
    ILogger<LostJobFinder> logger) : PeriodicLoop(time, logger)
{
    private const int AtOnce = 500;

    private static readonly string s_find = JobSql.Files.Read<LostJobFinder>("find");
    private static readonly string s_requeue = JobSql.Files.Read<LostJobFinder>("requeue") + $"\nRETURNING {DispatchOutbox.DueColumns}";

    private readonly Dictionary<(Guid Id, int Attempt), DateTimeOffset> _suspects = [];

    protected override TimeSpan Interval => options.Value.LostInterval;

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        if (!rabbit.IsOpen || figures.Depths.IsEmpty)
        {
            return false;
        }

        return await database.For(QueryType.Update).ExecuteAsync(async token => await RequeueAsync(token), cancellationToken);
    }

    private async Task<bool> RequeueAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = Time.GetUtcNow();
        await using NpgsqlConnection connection = await database.Hot.OpenConnectionAsync(cancellationToken);
        List<(Guid Id, int Attempt, bool IsShort)> lost = await FindAsync(connection, now, cancellationToken);
        if (lost.Count == 0)
        {
            return false;
        }

        bool more = lost.Count > DispatchOutbox.WithContents;
        lost = lost[..Math.Min(lost.Count, DispatchOutbox.WithContents)];

        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        bool anyTurns = lost.Exists(job => !job.IsShort);
        if (anyTurns)
        {
            await TurnStore.LockAsync(connection, transaction, cancellationToken);
        }

        var due = new List<DueJob>();
        await using (var requeue = new NpgsqlCommand(s_requeue, connection, transaction))
        {
            requeue.Parameters.With<Guid[]>([.. lost.Select(job => job.Id)]).With(now).With<int[]>([.. lost.Select(job => job.Attempt)]);
            await using NpgsqlDataReader reader = await requeue.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                due.Add(DispatchOutbox.ReadDue(reader));
            }
        }

        if (due.Count == 0)
        {
            return false;
        }

        if (anyTurns)
        {
            HashSet<Guid> kept = await TurnStore.KeepAsync(connection, transaction, due.Select(job => job.Id), now, cancellationToken);
            due = due.ConvertAll(job => kept.Contains(job.Id) ? job with { HasTurn = true } : job);
        }

        (Guid batch, DateTimeOffset claimedUntil) = relay.NewClaim(now);
        await using (var outbox = new NpgsqlBatch(connection, transaction))
        {
            outbox.BatchCommands.Add(DispatchOutbox.InsertCommand(batch, now, claimedUntil, [.. due.Select(job => job.Id)]));
            await outbox.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        relay.Committed(batch, claimedUntil, due);
        LostJobLog.Requeued(Logger, due.Count);
        return more;
    }

    private async Task<List<(Guid Id, int Attempt, bool IsShort)>> FindAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand(s_find, connection);

        // The id of a job on the straight path is made just before its queueing: what is much younger need not be looked at.
        find.Parameters.With(now - options.Value.LostAfter).With(AtOnce).With(JobIds.FirstOf(now - (options.Value.LostAfter / 2)));
        var lost = new List<(Guid Id, int Attempt, bool IsShort)>();
        var suspects = new Dictionary<(Guid Id, int Attempt), DateTimeOffset>();

        // An empty queue says nothing of jobs that came after it was looked at, as after an outage of the broker.
        DateTimeOffset judged = now - options.Value.LostAfter - TimeSpan.FromSeconds(figures.DepthsAgeSeconds);
        await using (NpgsqlDataReader reader = await find.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                JobKindDefinition kind = JobKindTable.Get(reader.GetString(1));
                string queue = JobQueueNames.Of(kind, (Contracts.Jobs.JobPriority)reader.GetInt16(2));
                DateTimeOffset sentAt = reader.Time(3);
                (Guid Id, int Attempt) job = (reader.GetGuid(0), reader.GetInt32(4));
                bool isLost = marks.Of(queue) - options.Value.LostAfter > sentAt;
                if (!isLost && sentAt < judged && figures.Depths.TryGetValue(queue, out long depth) && depth == 0)
                {
                    // One that has waited long and was taken just now leaves its queue empty, too: that it began is on its way here.
                    DateTimeOffset since = _suspects.GetValueOrDefault(job, now);
                    suspects[job] = since;
                    isLost = now - since >= options.Value.LostInterval;
                }

                if (isLost)
                {
                    lost.Add((job.Id, job.Attempt, kind.IsShort));
                }
            }
        }

        _suspects.Clear();
        foreach (((Guid Id, int Attempt) job, DateTimeOffset since) in suspects)
        {
            _suspects.Add(job, since);
        }

        return lost;
    }
}
