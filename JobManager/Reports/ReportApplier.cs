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
/// Applies a round of reports in one transaction, one statement for each sort of report. Every write is conditioned on
/// the attempt, and on the worker while it holds a lease: reports of a superseded attempt, and reports that come twice, change nothing.
/// </summary>
internal sealed class ReportApplier(JobDatabase database, OutcomeWriter outcomes, IOptions<LeaseOptions> leases, TimeProvider time)
{
    private static readonly string s_start = JobSql.Files.Read<ReportApplier>("start");
    private static readonly string s_hold = JobSql.Files.Read<ReportApplier>("hold");
    private static readonly string s_progress = JobSql.Files.Read<ReportApplier>("progress");
    private static readonly string s_succeed = JobSql.Files.Read<ReportApplier>("succeed");
    private static readonly string s_lockEnded = JobSql.Files.Read<ReportApplier>("lock-ended");

    private readonly JobLogStore _log = new();

    public async Task<ReportOutcome> ApplyAsync(ReportBatch reports, CancellationToken cancellationToken)
    {
        DateTimeOffset start = time.GetUtcNow();
        var outcome = new ReportOutcome();
        var hooks = new List<Guid>();
        _log.Clear();
        await using NpgsqlConnection connection = await database.Hot.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ApplyRoundAsync(connection, transaction, reports, outcome, hooks, cancellationToken);
        await FollowUpAsync(connection, transaction, hooks, cancellationToken);
        await outcomes.WriteAsync(
            connection, transaction, await LockEndedAsync(connection, transaction, reports, cancellationToken), outcome.Applied, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Trace(reports, start);
        return outcome;
    }

    private async Task ApplyRoundAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, ReportBatch reports, ReportOutcome outcome, List<Guid> hooks, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        var readers = new List<Func<NpgsqlDataReader, Task>>(4);
        if (reports.Started.Count > 0)
        {
            batch.BatchCommands.Add(StartCommand(reports));
            readers.Add(reader => ReadStartedAsync(reader, reports, outcome, cancellationToken));
        }

        if (reports.News.Count > 0)
        {
            batch.BatchCommands.Add(ProgressCommand(reports));
            readers.Add(reader => ReadProgressAsync(reader, reports, outcome, cancellationToken));
        }

        if (reports.Held.Count > 0)
        {
            batch.BatchCommands.Add(HoldCommand(reports));
            readers.Add(reader => ReadHeldAsync(reader, reports, outcome, cancellationToken));
        }

        if (reports.Succeeded.Count > 0)
        {
            batch.BatchCommands.Add(SucceedCommand(reports));
            readers.Add(reader => ReadSucceededAsync(reader, outcome, hooks, cancellationToken));
        }

        if (readers.Count == 0)
        {
            return;
        }

        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (Func<NpgsqlDataReader, Task> read in readers)
        {
            await read(reader);
            await reader.NextResultAsync(cancellationToken);
        }
    }

    private async Task FollowUpAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, List<Guid> hooks, CancellationToken cancellationToken)
    {
        if (_log.IsEmpty && hooks.Count == 0)
        {
            return;
        }

        await using var follow = new NpgsqlBatch(connection, transaction);
        if (!_log.IsEmpty)
        {
            follow.BatchCommands.Add(_log.InsertCommand());
        }

        if (hooks.Count > 0)
        {
            follow.BatchCommands.Add(WebhookOutbox.InsertCommand(hooks, time.GetUtcNow()));
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
            Guid id = reader.GetGuid(0);
            int attempt = reader.GetInt32(1);
            string worker = reader.GetString(2);
            if (granted.Add((id, worker)))
            {
                outcome.AnswerTo(worker).Granted.Add(new AttemptRef(id, attempt));
                outcome.Applied.LeftQueue += QueueCount.Of(JobKindTable.Get(reader.GetString(5)));
                outcome.Applied.Changes.Add(new JobChange(id, reader.GetGuid(3), reader.GetInt64(4), JobState.Running, attempt));
            }
        }

        foreach ((string worker, AttemptStarted started) in reports.Started)
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
            .With<Guid[]>([.. reports.News.Select(n => n.JobId)])
            .With<int[]>([.. reports.News.Select(n => n.Attempt)])
            .With<string[]>([.. reports.News.Select(n => n.WorkerId)])
            .With<string?[]>([.. reports.News.Select(n => StoredJson.ToJson(n.Progress))], NpgsqlDbType.Array | NpgsqlDbType.Json)
            .With<string?[]>([.. reports.News.Select(n => n.Checkpoint)], NpgsqlDbType.Array | NpgsqlDbType.Json)
            .With<int[]>([.. reports.News.Select(n => n.Log.Count)])
            .With<int[]>([.. reports.News.Select(n => n.Log.Sum(JobLogStore.SizeOf))]);
        return command;
    }

    private async Task ReadProgressAsync(NpgsqlDataReader reader, ReportBatch reports, ReportOutcome outcome, CancellationToken cancellationToken)
    {
        var news = reports.News.ToDictionary(n => (n.JobId, n.Attempt, n.WorkerId));
        while (await reader.ReadAsync(cancellationToken))
        {
            AttemptNews told = news[(reader.GetGuid(0), reader.GetInt32(1), reader.GetString(7))];
            outcome.Applied.Changes.Add(new JobChange(
                told.JobId,
                reader.GetGuid(2),
                reader.GetInt64(3),
                (JobState)reader.GetInt16(4),
                told.Attempt,
                told.Progress,
                told.Log.Count == 0 ? null : told.Log));
            _log.Add(told, reader.GetInt32(5), reader.GetInt32(6));
        }
    }

    private NpgsqlBatchCommand HoldCommand(ReportBatch reports)
    {
        var command = new NpgsqlBatchCommand(s_hold);
        command.Parameters
            .With<Guid[]>([.. reports.Held.Select(h => h.Attempt.JobId)])
            .With<int[]>([.. reports.Held.Select(h => h.Attempt.Attempt)])
            .With<string[]>([.. reports.Held.Select(h => h.WorkerId)])
            .With(time.GetUtcNow() + leases.Value.Duration);
        return command;
    }

    private static async Task ReadHeldAsync(NpgsqlDataReader reader, ReportBatch reports, ReportOutcome outcome, CancellationToken cancellationToken)
    {
        var held = new HashSet<(AttemptRef, string)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var attempt = new AttemptRef(reader.GetGuid(0), reader.GetInt32(1));
            string worker = reader.GetString(2);
            if (held.Add((attempt, worker)) && reader.GetBoolean(3))
            {
                outcome.AnswerTo(worker).Cancelled.Add(attempt);
            }
        }

        foreach ((string worker, AttemptRef attempt) in reports.Held)
        {
            // An end that is reported in the same round is applied after this and needs no lease any more.
            if (!held.Contains((attempt, worker)))
            {
                outcome.AnswerTo(worker).Lost.Add(attempt);
            }
        }
    }

    private static NpgsqlBatchCommand SucceedCommand(ReportBatch reports)
    {
        int count = reports.Succeeded.Count;
        var ids = new Guid[count];
        var attempts = new int[count];
        var workers = new string[count];
        var started = new DateTimeOffset[count];
        var finished = new DateTimeOffset[count];
        var results = new string?[count];
        for (int i = 0; i < count; i++)
        {
            (string worker, AttemptCompleted completed) = reports.Succeeded[i];
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

    private static async Task ReadSucceededAsync(NpgsqlDataReader reader, ReportOutcome outcome, List<Guid> hooks, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            Guid id = reader.GetGuid(0);
            outcome.Succeeded.Add(new SucceededJob(
                reader.Time(4), reader.TimeOrNull(5), reader.Time(6), reader.Time(7), reader.GetString(8), (JobPriority)reader.GetInt16(9)));
            outcome.Applied.Changes.Add(new JobChange(id, reader.GetGuid(2), reader.GetInt64(3), JobState.Succeeded, reader.GetInt32(1)));
            if (reader.GetBoolean(10))
            {
                hooks.Add(id);
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
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            Guid id = reader.GetGuid(0);
            int attempt = reader.GetInt32(6);
            string worker = reader.GetString(7);
            if (!seen.Add(id))
            {
                continue;
            }

            AttemptCompleted completed = byId[id].First(e => e.Attempt.Attempt == attempt && e.WorkerId == worker).Attempt;
            ended.Add(new EndedAttempt(
                id,
                new JobStanding((JobState)reader.GetInt16(1), attempt, reader.GetInt32(2), reader.GetInt32(3), reader.GetInt32(4), reader.GetBoolean(5)),
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
        DateTimeOffset end = time.GetUtcNow();
        foreach ((_, AttemptCompleted completed) in reports.Succeeded)
        {
            JobTracing.Record("complete job", ActivityKind.Consumer, completed.TraceParent, completed.JobId, completed.Attempt, start, end);
        }

        foreach ((_, AttemptCompleted completed) in reports.Ended)
        {
            JobTracing.Record("complete job", ActivityKind.Consumer, completed.TraceParent, completed.JobId, completed.Attempt, start, end);
        }
    }
}
