using Npgsql;
using NpgsqlTypes;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.JobManager.Changes;
using Platform.JobManager.Database;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Kinds;
using Platform.JobManager.Webhooks;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Measures;

namespace Platform.JobManager.Jobs;

/// <summary>Commits actions on jobs: cancel, retry or delete, with one statement for any number of jobs.</summary>
internal sealed class JobActionWriter(JobDatabase database, RelayQueue relay, TimeProvider time)
{
    private const int VersionColumn = 11;

    private static readonly string s_cancel = JobSql.Files.Read<JobActionWriter>("cancel");
    private static readonly string s_keepAttempt = JobSql.Files.Read<JobActionWriter>("keep-attempt");
    private static readonly string s_retry = JobSql.Files.Read<JobActionWriter>("retry") + $"\nRETURNING {DispatchOutbox.DueColumns}, j.version";
    private static readonly string s_delete = JobSql.Files.Read<JobActionWriter>("delete");

    /// <summary>Commits an action.</summary>
    /// <param name="ids">The jobs, sorted by id, which is the order in which all writers lock rows.</param>
    /// <param name="owner">The owner whose jobs may be changed; null for any.</param>
    /// <param name="action">The action.</param>
    /// <param name="auditEntry">Creates the audit entry for a number of changed jobs; null if none is needed.</param>
    /// <param name="cancellationToken">Cancels the transaction.</param>
    /// <returns>The changes to publish. They contain each changed job.</returns>
    public async Task<CommittedChanges> CommitAsync(
        Guid[] ids, Guid? owner, JobAction action, Func<int, NpgsqlBatchCommand?> auditEntry, CancellationToken cancellationToken) =>
        await database.For(QueryType.Update).ExecuteAsync(
            async token =>
            {
                await using var connection = await database.Hot.OpenConnectionAsync(token);
                await using var transaction = await connection.BeginTransactionAsync(token);
                var changes = action switch
                {
                    JobAction.Cancel => await CancelAsync(connection, transaction, ids, owner, token),
                    JobAction.Retry => await RetryAsync(connection, transaction, ids, owner, token),
                    _ => await DeleteAsync(connection, transaction, ids, owner, token),
                };
                if (auditEntry(changes.Jobs.Count) is { } entry)
                {
                    await using var batch = new NpgsqlBatch(connection, transaction);
                    batch.BatchCommands.Add(entry);
                    await batch.ExecuteNonQueryAsync(token);
                }

                await transaction.CommitAsync(token);
                return changes;
            },
            cancellationToken);

    private async Task<CommittedChanges> CancelAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid[] ids, Guid? owner, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var changes = new CommittedChanges();
        var webhooks = new List<Guid>();
        var running = new List<(string WorkerId, AttemptRef Attempt)>();
        var cancelled = 0;
        await using (var command = new NpgsqlCommand(s_cancel, connection, transaction))
        {
            command.Parameters.With(ids).With(now).WithNullable(owner, NpgsqlDbType.Uuid);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var id = reader.GetGuid(0);
                var state = (JobState)reader.GetInt16(3);
                var attempt = reader.GetInt32(4);
                changes.Jobs.Add(new JobChange(id, reader.GetGuid(1), reader.GetInt64(2), state, attempt));
                if (state == JobState.Running)
                {
                    running.Add((reader.GetString(6), new AttemptRef(id, attempt)));
                    continue;
                }

                cancelled++;
                if ((JobState)reader.GetInt16(5) == JobState.Queued)
                {
                    changes.Dequeued += QueueCount.Of(JobKindTable.Get(reader.GetString(8)));
                }

                if (reader.GetBoolean(7))
                {
                    webhooks.Add(id);
                }
            }
        }

        if (webhooks.Count > 0)
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            batch.BatchCommands.Add(WebhookOutbox.InsertCommand(webhooks, now));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        foreach (var worker in running.GroupBy(job => job.WorkerId, job => job.Attempt, StringComparer.Ordinal))
        {
            changes.Commands.Add((worker.Key, new WorkerCommand(Cancelled: [.. worker])));
        }

        if (cancelled > 0)
        {
            changes.Metrics.Add(metrics => metrics.Completed(JobState.Cancelled, timedOut: false, jobs: cancelled));
        }

        return changes;
    }

    private async Task<CommittedChanges> RetryAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid[] ids, Guid? owner, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var changes = new CommittedChanges();
        await using (var keep = new NpgsqlCommand(s_keepAttempt, connection, transaction))
        {
            keep.Parameters.With(ids).WithNullable(owner, NpgsqlDbType.Uuid);
            await keep.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var retry = new NpgsqlCommand(s_retry, connection, transaction))
        {
            retry.Parameters.With(ids).With(now).WithNullable(owner, NpgsqlDbType.Uuid);
            await using var reader = await retry.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var job = DispatchOutbox.ReadDue(reader);
                changes.Due.Add(job);
                changes.Jobs.Add(new JobChange(job.Id, job.OwnerId, reader.GetInt64(VersionColumn), JobState.Queued, job.Attempt));
            }
        }

        if (changes.Due.Count > 0)
        {
            (changes.BatchId, changes.ClaimedUntil) = relay.NewClaim(now);
            await using var batch = new NpgsqlBatch(connection, transaction);
            batch.BatchCommands.Add(DispatchOutbox.InsertCommand(changes.BatchId, now, changes.ClaimedUntil, [.. changes.Due.Select(job => job.Id)]));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        return changes;
    }

    private static async Task<CommittedChanges> DeleteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid[] ids, Guid? owner, CancellationToken cancellationToken)
    {
        var changes = new CommittedChanges();
        await using var command = new NpgsqlCommand(s_delete, connection, transaction);
        command.Parameters.With(ids).WithNullable(owner, NpgsqlDbType.Uuid);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            changes.Jobs.Add(new JobChange(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetInt64(2) + 1, (JobState)reader.GetInt16(3), reader.GetInt32(4), Deleted: true));
        }

        return changes;
    }
}
