using System.Text.Json;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.JobManager.Audit;
using Platform.JobManager.Backlog;
using Platform.JobManager.Changes;
using Platform.JobManager.Database;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Kinds;
using Platform.JobManager.Refusals;
using Platform.JobManager.Telemetry;
using Platform.JobManager.Webhooks;
using Platform.JobManager.Workers;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.JobManager.Jobs;

/// <summary>Cancel, retry and delete: one statement each, for one job or for many.</summary>
internal sealed class JobActions(
    JobDatabase database,
    SearchGate gate,
    AuditLog audit,
    RetryAdmission retries,
    RelayQueue relay,
    WorkerCommands commands,
    ChangeFeed changes,
    AdmissionPacer pacer,
    JobMetrics metrics,
    IOptions<BulkOptions> options,
    TimeProvider time)
{
    private const int PageSize = 500;

    // With each go its attempts and as many as 2,000 lines of its log.
    private const int DeletePageSize = 100;

    private static readonly string s_cancel = JobSql.Files.Read<JobActions>("cancel");
    private static readonly string s_keepAttempt = JobSql.Files.Read<JobActions>("keep-attempt");
    private static readonly string s_retry = JobSql.Files.Read<JobActions>("retry") + $"\nRETURNING {DispatchOutbox.DueColumns}, j.version";
    private static readonly string s_delete = JobSql.Files.Read<JobActions>("delete");

    /// <summary>Acts on one job.</summary>
    /// <param name="job">The job as just read; the statement itself decides by the row.</param>
    /// <param name="actor">Who acts.</param>
    /// <param name="action">What to do.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the job changed.</returns>
    /// <exception cref="BacklogFullException">There is no room to retry it.</exception>
    public async Task<bool> ActAsync(Job job, JobActor actor, JobAction action, CancellationToken cancellationToken)
    {
        Guid id = job.Id.ToGuid();
        bool isForeign = job.OwnerId.ToGuid() != actor.UserId;
        Func<int, NpgsqlBatchCommand?> note = changed => changed > 0 && isForeign
            ? audit.InsertCommand(actor.UserId, NameOf(action), id, null)
            : null;
        (int changed, RetryRoom? room) = await RunAsync([id], actor.VisibleOwner, action, note, cancellationToken);
        return room?.Reason is { } full ? throw full : changed > 0;
    }

    /// <summary>
    /// Acts on every job that matches, page by page, newest first, until all are done, those who ask would give up, or there is no room to
    /// retry more: as many are retried as there is room for. Of several owners' jobs, those of one who may have no more are passed over.
    /// </summary>
    /// <exception cref="InputException">The filter is none that can be looked for, or takes too long to; or too many searches run.</exception>
    /// <exception cref="BacklogFullException">There is no room to retry any of them.</exception>
    public async Task<ActOnJobsReply> ActAsync(JobActor actor, JobAction action, JobFilter asked, Guid? before, CancellationToken cancellationToken)
    {
        JobFilterSql.Check(asked);
        JobFilter filter = asked.Clone();
        if (!actor.IsOperator)
        {
            filter.OwnerId = actor.UserId.ToBytes();
        }

        Guid? owner = filter.OwnerId.ToGuidOrNull("filter.owner_id");
        long matched = 0;
        long changed = 0;
        Guid? next = null;
        long refused = 0;
        BacklogFullException? full = null;
        bool isOutOfTime = false;
        int size = action switch
        {
            JobAction.Delete => DeletePageSize,
            JobAction.Retry => DispatchOutbox.WithContents,
            _ => PageSize,
        };
        bool isForeign = actor.IsOperator && owner != actor.UserId;
        long begun = time.GetTimestamp();
        while (true)
        {
            List<Guid> page = await PageAsync(actor.UserId, filter, before, size, cancellationToken);
            if (page.Count > 0)
            {
                int seen = page.Count;
                (int some, RetryRoom? room) = await RunAsync(
                    page, owner, action, done => isForeign && done > 0 ? NoteOf(actor, action, asked, seen, done) : null, cancellationToken);
                changed += some;
                if (room?.Reason is { } reason)
                {
                    full = full is null || reason.RetryAfter > full.RetryAfter ? reason : full;
                    refused += room.Refused.Count;

                    // What one owner may have is no bound for the others, whose jobs may be on the next pages.
                    if (room.IsFull || owner is not null)
                    {
                        int first = page.FindIndex(room.Refused.Contains);
                        matched += first + page.Skip(first).Count(id => room.Refused.Contains(id) || room.Admitted.Contains(id));
                        next = first > 0 ? page[first - 1] : before ?? Guid.AllBitsSet;
                        break;
                    }
                }

                matched += page.Count;
                before = page[^1];
            }

            if (page.Count < size)
            {
                break;
            }

            if (time.GetElapsedTime(begun) >= options.Value.Longest)
            {
                next = before;
                isOutOfTime = true;
                break;
            }
        }

        if (isForeign && changed == 0)
        {
            await AuditBulkAsync(actor, action, asked, matched, cancellationToken);
        }

        // Where some were retried that is told, and where to go on; so it is where the next pages were not asked for.
        return full is not null && changed == 0 && !isOutOfTime
            ? throw full
            : new ActOnJobsReply { Matched = matched, Changed = changed, Next = next.ToBytes(), Refused = refused, Refusal = full is null ? null : Refusal(full) };
    }

    private static BacklogRefusal Refusal(BacklogFullException full) => new()
    {
        Code = BacklogFullException.Code,
        Detail = full.Message,
        RetryAfterSeconds = (int)Math.Max(1, Math.Ceiling(full.RetryAfter.TotalSeconds)),
    };

    private static string NameOf(JobAction action) => action switch
    {
        JobAction.Cancel => "job.cancel",
        JobAction.Retry => "job.retry",
        _ => "job.delete",
    };

    // For each page, with its changes: whatever becomes of the others, what was done is in the audit.
    private NpgsqlBatchCommand NoteOf(JobActor actor, JobAction action, JobFilter filter, long matched, long changed) => audit.InsertCommand(
        actor.UserId,
        NameOf(action),
        null,
        JsonSerializer.Serialize(new BulkDetail(AuditedFilter.Of(filter), matched, changed), AuditJson.Default.BulkDetail));

    /// <summary>That an operator tried, and nothing came of it.</summary>
    private async Task AuditBulkAsync(JobActor actor, JobAction action, JobFilter filter, long matched, CancellationToken cancellationToken) =>
        await database.For(QueryType.Insert).ExecuteAsync(
            async token =>
            {
                await using NpgsqlConnection connection = await database.Query.OpenConnectionAsync(token);
                await using var batch = new NpgsqlBatch(connection);
                batch.BatchCommands.Add(NoteOf(actor, action, filter, matched, changed: 0));
                await batch.ExecuteNonQueryAsync(token);
            },
            cancellationToken);

    private Task<List<Guid>> PageAsync(Guid actor, JobFilter filter, Guid? before, int size, CancellationToken cancellationToken) => gate.RunAsync(
        actor,
        async token =>
        {
            await using NpgsqlConnection connection = await database.Search.OpenConnectionAsync(token);
            await using NpgsqlCommand command = new JobFilterSql(filter, before).Page(connection, "j.id", size);
            var ids = new List<Guid>();
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token))
            {
                ids.Add(reader.GetGuid(0));
            }

            return ids;
        },
        cancellationToken);

    /// <returns>How many changed, and for retries which there was room for.</returns>
    private async Task<(int Changed, RetryRoom? Room)> RunAsync(
        IReadOnlyList<Guid> ids, Guid? owner, JobAction action, Func<int, NpgsqlBatchCommand?> note, CancellationToken cancellationToken)
    {
        // In the order that every other writer locks rows in.
        Guid[] sorted = [.. ids.Order()];
        if (action != JobAction.Retry)
        {
            ActionOutcome done = await CommitAsync(sorted, owner, action, note, cancellationToken);
            Tell(done);
            return (done.Changes.Count, null);
        }

        RetryRoom room = await retries.AskAsync(sorted, owner, cancellationToken);
        if (room.Admitted.Count == 0)
        {
            return (0, room);
        }

        ActionOutcome outcome;
        try
        {
            outcome = await CommitAsync([.. room.Admitted.Order()], owner, action, note, cancellationToken);
        }
        catch
        {
            pacer.TakeBack(room.Admission);
            throw;
        }

        // Admission counted what could be retried when it looked.
        QueueCount queued = outcome.Due.Aggregate(default(QueueCount), (count, job) => count + QueueCount.Of(job.Kind));
        pacer.TakeBack(room.Admission, room.Admission.Jobs + -queued);
        Tell(outcome);
        return (outcome.Changes.Count, room);
    }

    private async Task<ActionOutcome> CommitAsync(
        Guid[] ids, Guid? owner, JobAction action, Func<int, NpgsqlBatchCommand?> note, CancellationToken cancellationToken) =>
        await database.For(QueryType.Update).ExecuteAsync(
            async token =>
            {
                await using NpgsqlConnection connection = await database.Hot.OpenConnectionAsync(token);
                await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(token);
                ActionOutcome done = action switch
                {
                    JobAction.Cancel => await CancelAsync(connection, transaction, ids, owner, token),
                    JobAction.Retry => await RetryAsync(connection, transaction, ids, owner, token),
                    _ => await DeleteAsync(connection, transaction, ids, owner, token),
                };
                if (note(done.Changes.Count) is { } entry)
                {
                    await using var batch = new NpgsqlBatch(connection, transaction);
                    batch.BatchCommands.Add(entry);
                    await batch.ExecuteNonQueryAsync(token);
                }

                await transaction.CommitAsync(token);
                return done;
            },
            cancellationToken);

    private async Task<ActionOutcome> CancelAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid[] ids, Guid? owner, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        var outcome = new ActionOutcome();
        var hooks = new List<Guid>();
        await using (var command = new NpgsqlCommand(s_cancel, connection, transaction))
        {
            command.Parameters.With(ids).With(now).WithNullable(owner, NpgsqlDbType.Uuid);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                Guid id = reader.GetGuid(0);
                var state = (JobState)reader.GetInt16(3);
                int attempt = reader.GetInt32(4);
                outcome.Changes.Add(new JobChange(id, reader.GetGuid(1), reader.GetInt64(2), state, attempt));
                if (state == JobState.Running)
                {
                    outcome.Commands.Add((reader.GetString(6), new AttemptRef(id, attempt)));
                    continue;
                }

                outcome.Cancelled++;
                if ((JobState)reader.GetInt16(5) == JobState.Queued)
                {
                    outcome.LeftQueue += QueueCount.Of(JobKindTable.Get(reader.GetString(8)));
                }

                if (reader.GetBoolean(7))
                {
                    hooks.Add(id);
                }
            }
        }

        if (hooks.Count > 0)
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            batch.BatchCommands.Add(WebhookOutbox.InsertCommand(hooks, now));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        return outcome;
    }

    private async Task<ActionOutcome> RetryAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid[] ids, Guid? owner, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        var outcome = new ActionOutcome();
        await using (var keep = new NpgsqlCommand(s_keepAttempt, connection, transaction))
        {
            keep.Parameters.With(ids).WithNullable(owner, NpgsqlDbType.Uuid);
            await keep.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var retry = new NpgsqlCommand(s_retry, connection, transaction))
        {
            retry.Parameters.With(ids).With(now).WithNullable(owner, NpgsqlDbType.Uuid);
            await using NpgsqlDataReader reader = await retry.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                DueJob job = DispatchOutbox.ReadDue(reader);
                outcome.Due.Add(job);
                outcome.Changes.Add(new JobChange(job.Id, job.OwnerId, reader.GetInt64(11), JobState.Queued, job.Attempt));
            }
        }

        if (outcome.Due.Count > 0)
        {
            (outcome.BatchId, outcome.ClaimedUntil) = relay.NewClaim(now);
            await using var batch = new NpgsqlBatch(connection, transaction);
            batch.BatchCommands.Add(DispatchOutbox.InsertCommand(outcome.BatchId, now, outcome.ClaimedUntil, [.. outcome.Due.Select(job => job.Id)]));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        return outcome;
    }

    private static async Task<ActionOutcome> DeleteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid[] ids, Guid? owner, CancellationToken cancellationToken)
    {
        var outcome = new ActionOutcome();
        await using var command = new NpgsqlCommand(s_delete, connection, transaction);
        command.Parameters.With(ids).WithNullable(owner, NpgsqlDbType.Uuid);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            outcome.Changes.Add(new JobChange(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetInt64(2) + 1, (JobState)reader.GetInt16(3), reader.GetInt32(4), Deleted: true));
        }

        return outcome;
    }

    private void Tell(ActionOutcome outcome)
    {
        relay.Committed(outcome.BatchId, outcome.ClaimedUntil, outcome.Due);
        foreach (IGrouping<string, AttemptRef> worker in outcome.Commands.GroupBy(command => command.Worker, command => command.Attempt, StringComparer.Ordinal))
        {
            commands.Send(worker.Key, new WorkerCommand(Cancelled: [.. worker]));
        }

        pacer.Left(outcome.LeftQueue);
        if (outcome.Cancelled > 0)
        {
            metrics.Completed(JobState.Cancelled, timedOut: false, jobs: outcome.Cancelled);
        }

        changes.Publish(outcome.Changes);
    }
}
