using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.JobManager.Changes;
using Platform.JobManager.Database;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Kinds;
using Platform.JobManager.States;
using Platform.JobManager.Webhooks;
using Platform.ServiceDefaults.Database;

namespace Platform.JobManager.Outcomes;

/// <summary>Writes the next state of jobs whose attempt did not succeed: retry, requeue, failure or cancellation. The caller has locked the rows.</summary>
internal sealed class OutcomeWriter(RelayQueue relay, IOptions<RetryPolicy> policy, TimeProvider time)
{
    private static readonly string s_update = JobSql.Files.Read<OutcomeWriter>("update");
    private static readonly string s_insertAttempts = JobSql.Files.Read<OutcomeWriter>("insert-attempts");

    /// <summary>The index of the first column after those of <see cref="DispatchOutbox.DueColumns"/>.</summary>
    private const int AfterDue = 11;

    /// <summary>Writes the next states in the caller's transaction and adds what is to be published after its commit to <paramref name="changes"/>.</summary>
    public async Task WriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<EndedAttempt> ended, CommittedChanges changes, CancellationToken cancellationToken)
    {
        if (ended.Count == 0)
        {
            return;
        }

        var now = time.GetUtcNow();
        var decided = new List<(EndedAttempt Attempt, JobTransition Next)>(ended.Count);
        foreach (var attempt in ended)
        {
#pragma warning disable CA5394 // Jitter needs no secrecy.
            decided.Add((attempt, JobTransitions.After(attempt.Job, attempt.End, attempt.Error, policy.Value, now, Random.Shared.NextDouble())));
#pragma warning restore CA5394
        }

        var webhooks = new List<Guid>();
        var dueIds = new List<Guid>();
        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            batch.BatchCommands.Add(UpdateCommand(decided, now));
            if (AttemptsCommand(decided) is { } attempts)
            {
                batch.BatchCommands.Add(attempts);
            }

            var byId = decided.ToDictionary(d => d.Attempt.JobId);
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                Collect(reader, byId, changes, webhooks, dueIds);
            }

            while (await reader.NextResultAsync(cancellationToken))
            {
                // Errors of later commands surface only when their results are read.
            }
        }

        await using var follow = new NpgsqlBatch(connection, transaction);
        if (dueIds.Count > 0)
        {
            (changes.BatchId, changes.ClaimedUntil) = relay.NewClaim(now);
            follow.BatchCommands.Add(DispatchOutbox.InsertCommand(changes.BatchId, now, changes.ClaimedUntil, dueIds));
        }

        if (webhooks.Count > 0)
        {
            follow.BatchCommands.Add(WebhookOutbox.InsertCommand(webhooks, now));
        }

        if (follow.BatchCommands.Count > 0)
        {
            await follow.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static void Collect(
        NpgsqlDataReader reader,
        Dictionary<Guid, (EndedAttempt Attempt, JobTransition Next)> byId,
        CommittedChanges changes,
        List<Guid> webhooks,
        List<Guid> dueIds)
    {
        var job = DispatchOutbox.ReadDue(reader);
        var version = reader.GetInt64(AfterDue);
        var state = (JobState)reader.GetInt16(AfterDue + 1);
        var (attempt, next) = byId[job.Id];
        changes.Jobs.Add(new JobChange(job.Id, job.OwnerId, version, state, job.Attempt));
        if (attempt.Job.State == JobState.Queued && state != JobState.Queued)
        {
            changes.Dequeued += QueueCount.Of(job.Kind);
        }
        else if (attempt.Job.State != JobState.Queued && state == JobState.Queued)
        {
            changes.Enqueued += QueueCount.Of(job.Kind);
        }

        if (state == JobState.Queued)
        {
            changes.Due.Add(job);
            dueIds.Add(job.Id);
        }

        var side = FailureReasons.SideOf(job.Kind, job.TimeoutSeconds, attempt.End, next.Error);
        if (attempt.End is AttemptEnd.Failed or AttemptEnd.TimedOut || (attempt.End == AttemptEnd.Lost && next.State == JobState.Failed))
        {
            var reason = FailureReasons.Of(attempt.End, next.Error);
            changes.Metrics.Add(metrics => metrics.AttemptFailed(reason, side));
        }

        if (attempt.End == AttemptEnd.Lost)
        {
            changes.Metrics.Add(metrics => metrics.Rescued());
        }

        if (next.IsFinal)
        {
            var created = reader.Time(AfterDue + 2);
            var started = reader.TimeOrNull(AfterDue + 3);
            var finished = reader.Time(AfterDue + 4);
            var timedOut = attempt.End == AttemptEnd.TimedOut;
            changes.Metrics.Add(metrics =>
            {
                metrics.Completed(next.State, timedOut && next.State == JobState.Failed, side);
                metrics.Durations(created, job.QueuedAt, started, finished);
            });
            if (reader.GetBoolean(AfterDue + 5))
            {
                webhooks.Add(job.Id);
            }
        }
    }

    private static NpgsqlBatchCommand UpdateCommand(List<(EndedAttempt Attempt, JobTransition Next)> decided, DateTimeOffset now)
    {
        var update = new NpgsqlBatchCommand(s_update);
        update.Parameters
            .With<Guid[]>([.. decided.Select(d => d.Attempt.JobId)])
            .With<short[]>([.. decided.Select(d => (short)d.Next.State)])
            .With<short?[]>([.. decided.Select(d => (short?)JobIndexes.For(d.Next.State))], NpgsqlDbType.Array | NpgsqlDbType.Smallint)
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
            .With<int[]>([.. past.Select(a => a.Job.Attempt)])
            .With<string?[]>([.. past.Select(a => a.WorkerId)], NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With<DateTimeOffset?[]>([.. past.Select(a => a.StartedAt)], NpgsqlDbType.Array | NpgsqlDbType.TimestampTz)
            .With<DateTimeOffset[]>([.. past.Select(a => a.FinishedAt)], NpgsqlDbType.Array | NpgsqlDbType.TimestampTz)
            .With<string[]>([.. past.Select(a => OutcomeNames.Of(a.End))])
            .With<string?[]>([.. past.Select(a => StoredJson.ToJson(a.Error))], NpgsqlDbType.Array | NpgsqlDbType.Json);
        return insert;
    }
}
