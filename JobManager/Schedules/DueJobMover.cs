using Npgsql;
using Platform.Contracts.Messaging;
using Platform.JobManager.Backlog;
using Platform.JobManager.Changes;
using Platform.JobManager.Database;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Kinds;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Loops;
using Platform.ServiceDefaults.Measures;

namespace Platform.JobManager.Schedules;

/// <summary>
/// Queues scheduled jobs whose time has come: delayed starts and retries. No more than three quarters of the backlog: nobody is asked when
/// they come due, and however many do, others' new jobs find room.
/// </summary>
internal sealed class DueJobMover(
    JobDatabase database, RelayQueue relay, ChangeFeed changes, AdmissionPacer pacer, TimeProvider time, ILogger<DueJobMover> logger)
    : PeriodicLoop(time, logger)
{
    private static readonly string s_move = JobSql.Files.Read<DueJobMover>("move") + $"\nRETURNING {DispatchOutbox.DueColumns}, j.version";

    protected override TimeSpan Interval => TimeSpan.FromMilliseconds(500);

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken) =>
        await database.For(QueryType.Update).ExecuteAsync(async token => await MoveAsync(token), cancellationToken);

    private async Task<bool> MoveAsync(CancellationToken cancellationToken)
    {
        int limit = (int)Math.Min(DispatchOutbox.WithContents, pacer.RoomForDue);
        if (limit == 0)
        {
            return false;
        }

        DateTimeOffset now = Time.GetUtcNow();
        await using NpgsqlConnection connection = await database.Hot.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        var due = new List<DueJob>();
        var news = new List<JobChange>();
        await using (var move = new NpgsqlCommand(s_move, connection, transaction))
        {
            move.Parameters.With(now).With(limit);
            await using NpgsqlDataReader reader = await move.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                DueJob job = DispatchOutbox.ReadDue(reader);
                due.Add(job);
                news.Add(new JobChange(job.Id, job.OwnerId, reader.GetInt64(11), Contracts.Jobs.JobState.Queued, job.Attempt));
            }
        }

        if (due.Count == 0)
        {
            return false;
        }

        (Guid batch, DateTimeOffset claimedUntil) = relay.NewClaim(now);
        await using (var outbox = new NpgsqlBatch(connection, transaction))
        {
            outbox.BatchCommands.Add(DispatchOutbox.InsertCommand(batch, now, claimedUntil, [.. due.Select(job => job.Id)]));
            await outbox.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        relay.Committed(batch, claimedUntil, due);
        pacer.Entered(due.Aggregate(default(QueueCount), (count, job) => count + QueueCount.Of(job.Kind)));
        changes.Publish(news);
        return due.Count == DispatchOutbox.WithContents;
    }
}
