using Npgsql;
using Platform.Contracts.Jobs;
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
/// Queues scheduled jobs that are due: delayed starts and retries. It fills the backlog only up to three quarters, because due jobs are not
/// subject to admission and must leave capacity for new jobs.
/// </summary>
internal sealed class DueJobMover(
    JobDatabase database, RelayQueue relay, AdmissionPacer pacer, ChangePublisher publisher, TimeProvider time, ILogger<DueJobMover> logger)
    : PeriodicLoop(time, logger)
{
    private const int VersionColumn = 11;

    private static readonly string s_move = JobSql.Files.Read<DueJobMover>("move") + $"\nRETURNING {DispatchOutbox.DueColumns}, j.version";

    protected override TimeSpan Interval => TimeSpan.FromMilliseconds(500);

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken) =>
        await database.For(QueryType.Update).ExecuteAsync(async token => await MoveAsync(token), cancellationToken);

    private async Task<bool> MoveAsync(CancellationToken cancellationToken)
    {
        var limit = (int)Math.Min(DispatchOutbox.MaxJobsPerRound, pacer.CapacityForDue);
        if (limit == 0)
        {
            return false;
        }

        var now = Time.GetUtcNow();
        await using var connection = await database.Hot.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var changes = new CommittedChanges();
        await using (var move = new NpgsqlCommand(s_move, connection, transaction))
        {
            move.Parameters.With(now).With(limit);
            await using var reader = await move.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var job = DispatchOutbox.ReadDue(reader);
                changes.Due.Add(job);
                changes.Enqueued += QueueCount.Of(job.Kind);
                changes.Jobs.Add(new JobChange(job.Id, job.OwnerId, reader.GetInt64(VersionColumn), JobState.Queued, job.Attempt));
            }
        }

        if (changes.Due.Count == 0)
        {
            return false;
        }

        (changes.BatchId, changes.ClaimedUntil) = relay.NewClaim(now);
        await using (var outbox = new NpgsqlBatch(connection, transaction))
        {
            outbox.BatchCommands.Add(DispatchOutbox.InsertCommand(changes.BatchId, now, changes.ClaimedUntil, [.. changes.Due.Select(job => job.Id)]));
            await outbox.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        publisher.Publish(changes);
        return changes.Due.Count == DispatchOutbox.MaxJobsPerRound;
    }
}
