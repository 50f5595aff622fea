using System.Diagnostics;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.JobManager.Database;
using Platform.JobManager.Kinds;
using Platform.JobManager.Leases;
using Platform.JobManager.Outcomes;
using Platform.JobManager.States;
using Platform.JobManager.Telemetry;
using Platform.JobManager.Webhooks;
using Platform.ServiceDefaults.Database;

namespace Platform.JobManager.Reports;

/// <summary>
/// Applies a batch of reports in one transaction, with one statement for each type of report. Every write is fenced by the attempt and, while a
/// lease is held, by the worker, so that reports of a superseded attempt and repeated reports change nothing. Not thread-safe.
/// </summary>
internal sealed class ReportApplier(JobDatabase database, OutcomeWriter outcomes, IOptions<LeaseOptions> leases, TimeProvider time)
{
    private static readonly string s_start = JobSql.Files.Read<ReportApplier>("start");
    private static readonly string s_extendLeases = JobSql.Files.Read<ReportApplier>("extend-leases");
    private static readonly string s_progress = JobSql.Files.Read<ReportApplier>("progress");
    private static readonly string s_succeed = JobSql.Files.Read<ReportApplier>("succeed");
    private static readonly string s_lockEnded = JobSql.Files.Read<ReportApplier>("lock-ended");

    private readonly JobLogStore _log = new();

    /// <summary>Applies the reports and commits them.</summary>
    /// <returns>The effects to publish.</returns>
    public async Task<ReportOutcome> ApplyAsync(ReportBatch reports, CancellationToken cancellationToken)
    {
        var start = time.GetUtcNow();
        var outcome = new ReportOutcome();
        var webhooks = new List<Guid>();
        _log.Clear();
        await using var connection = await database.Hot.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ApplyBatchAsync(connection, transaction, reports, outcome, webhooks, cancellationToken);
        await FollowUpAsync(connection, transaction, webhooks, cancellationToken);
        await outcomes.WriteAsync(
            connection, transaction, await LockEndedAsync(connection, transaction, reports, cancellationToken), outcome.Changes, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Trace(reports, start);
        return outcome;
    }

    private async Task ApplyBatchAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, ReportBatch reports, ReportOutcome outcome, List<Guid> webhooks, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        var readers = new List<Func<NpgsqlDataReader, Task>>(4);
        if (reports.Started.Count > 0)
        {
            batch.BatchCommands.Add(StartCommand(reports));
            readers.Add(reader => ReadStartedAsync(reader, reports, outcome, cancellationToken));
        }

        if (reports.Progress.Count > 0)
        {
            batch.BatchCommands.Add(ProgressCommand(reports));
            readers.Add(reader => ReadProgressAsync(reader, reports, outcome, cancellationToken));
        }

        if (reports.Heartbeats.Count > 0)
        {
            batch.BatchCommands.Add(ExtendCommand(reports));
            readers.Add(reader => ReadExtendedAsync(reader, reports, outcome, cancellationToken));
        }

        if (reports.Succeeded.Count > 0)
        {
            batch.BatchCommands.Add(SucceedCommand(reports));
            readers.Add(reader => ReadSucceededAsync(reader, outcome, webhooks, cancellationToken));
        }

        if (readers.Count == 0)
        {
            return;
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var read in readers)
        {
            await read(reader);
            await reader.NextResultAsync(cancellationToken);
        }
    }

    private async Task FollowUpAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, List<Guid> webhooks, CancellationToken cancellationToken)
    {
        if (_log.IsEmpty && webhooks.Count == 0)
        {
            return;
        }

        await using var follow = new NpgsqlBatch(connection, transaction);
        if (!_log.IsEmpty)
        {
            follow.BatchCommands.Add(_log.InsertCommand());
        }

        if (webhooks.Count > 0)
        {
            follow.BatchCommands.Add(WebhookOutbox.InsertCommand(webhooks, time.GetUtcNow()));
        }

        await follow.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlBatchCommand StartCommand(ReportBatch reports)
    {
        var command = new NpgsqlBatchCommand(s_start);
        command.Parameters
            .With<Guid[]>([.. reports.Started.Select(s => s.Attempt.JobId)])
            .With<int[]>([.. reports.Started.Select(s => s.Attempt.Attempt)])
            .With<string[]>([.. reports.Started.Select(s => s.WorkerId)])
            .With<DateTimeOffset[]>([.. reports.Started.Select(s => s.Attempt.StartedAt.ToUniversalTime())], NpgsqlDbType.Array | NpgsqlDbType.TimestampTz)
            .With(time.GetUtcNow() + leases.Value.Duration);
        return command;
    }

    private static async Task ReadStartedAsync(NpgsqlDataReader reader, ReportBatch reports, ReportOutcome outcome, CancellationToken cancellationToken)
    {
        var granted = new HashSet<(Guid, string)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetGuid(0);
            var attempt = reader.GetInt32(1);
            var worker = reader.GetString(2);
            if (granted.Add((id, worker)))
            {
                outcome.AnswerTo(worker).Granted.Add(new AttemptRef(id, attempt));
                outcome.Changes.Dequeued += QueueCount.Of(JobKindTable.Get(reader.GetString(5)));
                outcome.Changes.Jobs.Add(new JobChange(id, reader.GetGuid(3), reader.GetInt64(4), JobState.Running, attempt));
            }
        }

        foreach (var (worker, started) in reports.Started)
        {
            if (!granted.Contains((started.JobId, worker)))
            {
                outcome.AnswerTo(worker).Refused.Add(new AttemptRef(started.JobId, started.Attempt));
            }
        }
    }

    private static NpgsqlBatchCommand ProgressCommand(ReportBatch reports)
    {
        var command = new NpgsqlBatchCommand(s_progress);
        command.Parameters
            .With<Guid[]>([.. reports.Progress.Select(p => p.JobId)])
            .With<int[]>([.. reports.Progress.Select(p => p.Attempt)])
            .With<string[]>([.. reports.Progress.Select(p => p.WorkerId)])
            .With<string?[]>([.. reports.Progress.Select(p => StoredJson.ToJson(p.Progress))], NpgsqlDbType.Array | NpgsqlDbType.Json)
            .With<string?[]>([.. reports.Progress.Select(p => p.Checkpoint)], NpgsqlDbType.Array | NpgsqlDbType.Json)
            .With<int[]>([.. reports.Progress.Select(p => p.Log.Count)])
            .With<int[]>([.. reports.Progress.Select(p => p.Log.Sum(JobLogStore.SizeOf))]);
        return command;
    }

    private async Task ReadProgressAsync(NpgsqlDataReader reader, ReportBatch reports, ReportOutcome outcome, CancellationToken cancellationToken)
    {
        var byAttempt = reports.Progress.ToDictionary(p => (p.JobId, p.Attempt, p.WorkerId));
        while (await reader.ReadAsync(cancellationToken))
        {
            var progress = byAttempt[(reader.GetGuid(0), reader.GetInt32(1), reader.GetString(7))];
            outcome.Changes.Jobs.Add(new JobChange(
                progress.JobId,
                reader.GetGuid(2),
                reader.GetInt64(3),
                (JobState)reader.GetInt16(4),
                progress.Attempt,
                progress.Progress,
                progress.Log.Count == 0 ? null : progress.Log));
            _log.Add(progress, reader.GetInt32(5), reader.GetInt32(6));
        }
    }

    private NpgsqlBatchCommand ExtendCommand(ReportBatch reports)
    {
        var command = new NpgsqlBatchCommand(s_extendLeases);
        command.Parameters
            .With<Guid[]>([.. reports.Heartbeats.Select(h => h.Attempt.JobId)])
            .With<int[]>([.. reports.Heartbeats.Select(h => h.Attempt.Attempt)])
            .With<string[]>([.. reports.Heartbeats.Select(h => h.WorkerId)])
            .With(time.GetUtcNow() + leases.Value.Duration);
        return command;
    }

    private static async Task ReadExtendedAsync(NpgsqlDataReader reader, ReportBatch reports, ReportOutcome outcome, CancellationToken cancellationToken)
    {
        var extended = new HashSet<(AttemptRef, string)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var attempt = new AttemptRef(reader.GetGuid(0), reader.GetInt32(1));
            var worker = reader.GetString(2);
            if (extended.Add((attempt, worker)) && reader.GetBoolean(3))
            {
                outcome.AnswerTo(worker).Cancelled.Add(attempt);
            }
        }

        foreach (var (worker, attempt) in reports.Heartbeats)
        {
            // If the end of the attempt is in the same batch, it is applied later and needs no lease.
            if (!extended.Contains((attempt, worker)))
            {
                outcome.AnswerTo(worker).Lost.Add(attempt);
            }
        }
    }

    private static NpgsqlBatchCommand SucceedCommand(ReportBatch reports)
    {
        var count = reports.Succeeded.Count;
        var ids = new Guid[count];
        var attempts = new int[count];
        var workers = new string[count];
        var started = new DateTimeOffset[count];
        var finished = new DateTimeOffset[count];
        var results = new string?[count];
        for (var i = 0; i < count; i++)
        {
            var (worker, completed) = reports.Succeeded[i];
            ids[i] = completed.JobId;
            attempts[i] = completed.Attempt;
            workers[i] = worker;
            started[i] = completed.StartedAt.ToUniversalTime();
            finished[i] = completed.FinishedAt.ToUniversalTime();
            results[i] = completed.Result?.GetRawText();
        }

        var command = new NpgsqlBatchCommand(s_succeed);
        command.Parameters
            .With(ids)
            .With(attempts)
            .With(workers)
            .With(started, NpgsqlDbType.Array | NpgsqlDbType.TimestampTz)
            .With(finished, NpgsqlDbType.Array | NpgsqlDbType.TimestampTz)
            .With(results, NpgsqlDbType.Array | NpgsqlDbType.Json);
        return command;
    }

    private static async Task ReadSucceededAsync(NpgsqlDataReader reader, ReportOutcome outcome, List<Guid> webhooks, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetGuid(0);
            var kind = JobKindTable.Get(reader.GetString(8));
            if (kind.IsShort)
            {
                // A long job has left the queue when it started.
                outcome.Changes.Dequeued += QueueCount.Of(kind);
            }

            outcome.Succeeded.Add(new SucceededJob(
                reader.Time(4), reader.TimeOrNull(5), reader.Time(6), reader.Time(7), kind, (JobPriority)reader.GetInt16(9)));
            outcome.Changes.Jobs.Add(new JobChange(id, reader.GetGuid(2), reader.GetInt64(3), JobState.Succeeded, reader.GetInt32(1)));
            if (reader.GetBoolean(10))
            {
                webhooks.Add(id);
            }
        }
    }

    private static async Task<List<EndedAttempt>> LockEndedAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, ReportBatch reports, CancellationToken cancellationToken)
    {
        var ended = new List<EndedAttempt>();
        if (reports.Ended.Count == 0)
        {
            return ended;
        }

        await using var command = new NpgsqlCommand(s_lockEnded, connection, transaction);
        command.Parameters
            .With<Guid[]>([.. reports.Ended.Select(e => e.Attempt.JobId)])
            .With<int[]>([.. reports.Ended.Select(e => e.Attempt.Attempt)])
            .With<string[]>([.. reports.Ended.Select(e => e.WorkerId)]);
        var byId = reports.Ended.ToLookup(e => e.Attempt.JobId);
        var seen = new HashSet<Guid>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetGuid(0);
            var attempt = reader.GetInt32(6);
            var worker = reader.GetString(7);
            if (!seen.Add(id))
            {
                continue;
            }

            var completed = byId[id].First(e => e.Attempt.Attempt == attempt && e.WorkerId == worker).Attempt;
            ended.Add(new EndedAttempt(
                id,
                new JobSnapshot((JobState)reader.GetInt16(1), attempt, reader.GetInt32(2), reader.GetInt32(3), reader.GetInt32(4), reader.GetBoolean(5)),
                EndOf(completed.Outcome),
                completed.Error,
                worker,
                completed.StartedAt.ToUniversalTime(),
                completed.FinishedAt.ToUniversalTime(),
                completed.TraceParent));
        }

        return ended;
    }

    private static AttemptEnd EndOf(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Succeeded => AttemptEnd.Succeeded,
        AttemptOutcome.Cancelled => AttemptEnd.Cancelled,
        AttemptOutcome.Released => AttemptEnd.Released,
        AttemptOutcome.TimedOut => AttemptEnd.TimedOut,
        _ => AttemptEnd.Failed,
    };

    private void Trace(ReportBatch reports, DateTimeOffset start)
    {
        var end = time.GetUtcNow();
        foreach (var (_, completed) in reports.Succeeded)
        {
            JobTracing.Record("complete job", ActivityKind.Consumer, completed.TraceParent, completed.JobId, completed.Attempt, start, end);
        }

        foreach (var (_, completed) in reports.Ended)
        {
            JobTracing.Record("complete job", ActivityKind.Consumer, completed.TraceParent, completed.JobId, completed.Attempt, start, end);
        }
    }
}
