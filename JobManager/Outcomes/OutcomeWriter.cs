using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.JobManager.Database;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Kinds;
using Platform.JobManager.States;
using Platform.JobManager.Webhooks;
using Platform.ServiceDefaults.Database;

namespace Platform.JobManager.Outcomes;

/// <summary>Writes where jobs go after attempts that did not succeed: retry, requeue, failure, cancellation. Rows are locked by the caller.</summary>
internal sealed class OutcomeWriter(RelayQueue relay, IOptions<RetryPolicy> policy, TimeProvider time)
{
    private static readonly string s_update = JobSql.Files.Read<OutcomeWriter>("update");
    private static readonly string s_insertAttempts = JobSql.Files.Read<OutcomeWriter>("insert-attempts");

    private const int AfterDue = 11;

    /// <summary>Writes within the caller's transaction.</summary>
    public async Task WriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<EndedAttempt> ended, AppliedOutcomes applied, CancellationToken cancellationToken)
    {
        if (ended.Count == 0)
        {
            return;
        }

        DateTimeOffset now = time.GetUtcNow();
        var decided = new List<(EndedAttempt Attempt, JobTransition Next)>(ended.Count);
        foreach (EndedAttempt attempt in ended)
        {
#pragma warning disable CA5394 // Jitter needs no secrecy.
            decided.Add((attempt, JobTransitions.After(attempt.Standing, attempt.End, attempt.Error, policy.Value, now, Random.Shared.NextDouble())));
#pragma warning restore CA5394
        }

        var hooks = new List<Guid>();
        var dueIds = new List<Guid>();
        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            batch.BatchCommands.Add(UpdateCommand(decided, now));
            if (AttemptsCommand(decided) is { } attempts)
            {
                batch.BatchCommands.Add(attempts);
            }

            var byId = decided.ToDictionary(d => d.Attempt.JobId);
            await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                Note(reader, byId, applied, hooks, dueIds);
            }

            while (await reader.NextResultAsync(cancellationToken))
            {
                // To the end, so that errors of the later command come out.
            }
        }

        await using var follow = new NpgsqlBatch(connection, transaction);
        if (dueIds.Count > 0)
        {
            (applied.BatchId, applied.ClaimedUntil) = relay.NewClaim(now);
            follow.BatchCommands.Add(DispatchOutbox.InsertCommand(applied.BatchId, now, applied.ClaimedUntil, dueIds));
        }

        if (hooks.Count > 0)
        {
            follow.BatchCommands.Add(WebhookOutbox.InsertCommand(hooks, now));
        }

        if (follow.BatchCommands.Count > 0)
        {
            await follow.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static void Note(
        NpgsqlDataReader reader,
        Dictionary<Guid, (EndedAttempt Attempt, JobTransition Next)> byId,
        AppliedOutcomes applied,
        List<Guid> hooks,
        List<Guid> dueIds)
    {
        DueJob job = DispatchOutbox.ReadDue(reader);
        long version = reader.GetInt64(AfterDue);
        var state = (JobState)reader.GetInt16(AfterDue + 1);
        (EndedAttempt attempt, JobTransition next) = byId[job.Id];
        applied.Changes.Add(new JobChange(job.Id, job.OwnerId, version, state, job.Attempt));
        if (attempt.Standing.State == JobState.Queued && state != JobState.Queued)
        {
            applied.LeftQueue += QueueCount.Of(job.Kind);
        }
        else if (attempt.Standing.State != JobState.Queued && state == JobState.Queued)
        {
            applied.EnteredQueue += QueueCount.Of(job.Kind);
        }

        if (state == JobState.Queued)
        {
            applied.Due.Add(job);
            dueIds.Add(job.Id);
        }

        FailureSide side = FailureReasons.SideOf(job.Kind, job.TimeoutSeconds, attempt.End, next.Error);
        if (attempt.End is AttemptEnd.Failed or AttemptEnd.TimedOut || (attempt.End == AttemptEnd.Lost && next.State == JobState.Failed))
        {
            string reason = FailureReasons.Of(attempt.End, next.Error);
            applied.Metrics.Add(metrics => metrics.AttemptFailed(reason, side));
        }

        if (attempt.End == AttemptEnd.Lost)
        {
            applied.Metrics.Add(metrics => metrics.Rescued());
        }

        if (next.IsFinal)
        {
            DateTimeOffset created = reader.Time(AfterDue + 2);
            DateTimeOffset? started = reader.TimeOrNull(AfterDue + 3);
            DateTimeOffset finished = reader.Time(AfterDue + 4);
            bool timedOut = attempt.End == AttemptEnd.TimedOut;
            applied.Metrics.Add(metrics =>
            {
                metrics.Completed(next.State, timedOut && next.State == JobState.Failed, side);
                metrics.Durations(created, job.QueuedAt, started, finished);
            });
            if (reader.GetBoolean(AfterDue + 5))
            {
                hooks.Add(job.Id);
            }
        }
    }

    private static NpgsqlBatchCommand UpdateCommand(List<(EndedAttempt Attempt, JobTransition Next)> decided, DateTimeOffset now)
    {
        var update = new NpgsqlBatchCommand(s_update);
        update.Parameters
            .With<Guid[]>([.. decided.Select(d => d.Attempt.JobId)])
            .With<short[]>([.. decided.Select(d => (short)d.Next.State)])
            .With<short?[]>([.. decided.Select(d => (short?)JobShelves.For(d.Next.State))], NpgsqlDbType.Array | NpgsqlDbType.Smallint)
            .With<int[]>([.. decided.Select(d => d.Next.Attempt)])
            .With<int[]>([.. decided.Select(d => d.Next.Failures)])
            .With<int[]>([.. decided.Select(d => d.Next.Rescues)])
            .With<DateTimeOffset?[]>([.. decided.Select(d => d.Next.ScheduledFor)], NpgsqlDbType.Array | NpgsqlDbType.TimestampTz)
            .With<DateTimeOffset?[]>([.. decided.Select(d => d.Attempt.StartedAt)], NpgsqlDbType.Array | NpgsqlDbType.TimestampTz)
            .With<DateTimeOffset?[]>([.. decided.Select(d => d.Next.IsFinal ? d.Attempt.FinishedAt : (DateTimeOffset?)null)], NpgsqlDbType.Array | NpgsqlDbType.TimestampTz)
            .With<string?[]>([.. decided.Select(d => d.Attempt.WorkerId)], NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With<string?[]>([.. decided.Select(d => StoredJson.ToJson(d.Next.Error))], NpgsqlDbType.Array | NpgsqlDbType.Json)
            .With(now);
        return update;
    }

    private static NpgsqlBatchCommand? AttemptsCommand(List<(EndedAttempt Attempt, JobTransition Next)> decided)
    {
        List<EndedAttempt> past = [.. decided.Where(d => !d.Next.IsFinal).Select(d => d.Attempt)];
        if (past.Count == 0)
        {
            return null;
        }

        var insert = new NpgsqlBatchCommand(s_insertAttempts);
        insert.Parameters
            .With<Guid[]>([.. past.Select(a => a.JobId)])
            .With<int[]>([.. past.Select(a => a.Standing.Attempt)])
            .With<string?[]>([.. past.Select(a => a.WorkerId)], NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With<DateTimeOffset?[]>([.. past.Select(a => a.StartedAt)], NpgsqlDbType.Array | NpgsqlDbType.TimestampTz)
            .With<DateTimeOffset[]>([.. past.Select(a => a.FinishedAt)], NpgsqlDbType.Array | NpgsqlDbType.TimestampTz)
            .With<string[]>([.. past.Select(a => OutcomeNames.Of(a.End))])
            .With<string?[]>([.. past.Select(a => StoredJson.ToJson(a.Error))], NpgsqlDbType.Array | NpgsqlDbType.Json);
        return insert;
    }
}
