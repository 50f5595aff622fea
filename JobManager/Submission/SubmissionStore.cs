using Google.Protobuf.WellKnownTypes;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.JobManager.Database;
using Platform.JobManager.Dispatch;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.JobManager.Submission;

/// <summary>Stores new jobs together with their outbox row in one commit. Not thread-safe: each writer has its own.</summary>
internal sealed class SubmissionStore(JobDatabase database, RelayQueue relay, TimeProvider time)
{
    private static readonly string s_findEarlier = JobSql.Files.Read<SubmissionStore>("find-earlier");

    private readonly SubmissionColumns _plain = new();
    private readonly SubmissionColumns _full = new();
    private readonly List<Guid> _due = [];
    private bool _allFull;

    /// <summary>Commits the jobs, sets the result of each and passes queued ones to the relay.</summary>
    public async Task StoreAsync(IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken)
    {
        var (batchId, claimedUntil) = relay.NewClaim(time.GetUtcNow());
        HashSet<Guid>? stored;
        try
        {
            stored = await InsertAsync(jobs, batchId, claimedUntil, mayConflict: false, cancellationToken);
        }
        catch (PostgresException conflict) when (conflict.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // A plain job exists already: its request was repeated after the answer was lost.
            stored = await InsertAsync(jobs, batchId, claimedUntil, mayConflict: true, cancellationToken);
        }

        List<NewJob>? conflicting = null;
        var due = new List<DueJob>(jobs.Count);
        foreach (var job in jobs)
        {
            if ((job.IsPlain && !_allFull) || (stored is not null && stored.Remove(job.Id)))
            {
                job.Stored = true;
                job.Accept();
                if (job.State == JobState.Queued)
                {
                    due.Add(job.ToDue());
                }
            }
            else
            {
                (conflicting ??= []).Add(job);
            }
        }

        relay.EnqueueCommitted(batchId, claimedUntil, due);
        if (conflicting is not null)
        {
            await ResolveAsync(conflicting, cancellationToken);
        }
    }

    /// <summary>
    /// Runs the statements of a submission once and rolls them back, when the service warms up. Changes nothing, and notifies nobody of the jobs.
    /// </summary>
    public async Task RehearseAsync(IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        Fill(jobs, mayConflict: false);
        await using var connection = await database.Hot.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        await InsertAsync(batch, Guid.CreateVersion7(now), now, cancellationToken);
        await transaction.RollbackAsync(cancellationToken);
    }

    /// <summary>Inserts the jobs and the outbox row.</summary>
    /// <returns>The ids that the statement for full jobs has stored; null if only plain jobs were inserted.</returns>
    private async Task<HashSet<Guid>?> InsertAsync(
        IReadOnlyList<NewJob> jobs, Guid batchId, DateTimeOffset claimedUntil, bool mayConflict, CancellationToken cancellationToken)
    {
        Fill(jobs, mayConflict);

        // A batch without an explicit transaction is one implicit transaction in one round trip.
        await using var connection = await database.Hot.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        return await InsertAsync(batch, batchId, claimedUntil, cancellationToken);
    }

    private void Fill(IReadOnlyList<NewJob> jobs, bool mayConflict)
    {
        _allFull = mayConflict;
        _plain.Clear();
        _full.Clear();
        _due.Clear();
        foreach (var job in jobs)
        {
            if (job.IsPlain && !mayConflict)
            {
                _plain.AddPlain(job);
            }
            else
            {
                _full.AddFull(job);
            }

            if (job.State == JobState.Queued)
            {
                _due.Add(job.Id);
            }
        }
    }

    private async Task<HashSet<Guid>?> InsertAsync(NpgsqlBatch batch, Guid batchId, DateTimeOffset claimedUntil, CancellationToken cancellationToken)
    {
        if (_full.Count > 0)
        {
            batch.BatchCommands.Add(_full.FullCommand());
            if (_full.TagKeysCommand() is { } tagKeys)
            {
                batch.BatchCommands.Add(tagKeys);
            }
        }

        if (_plain.Count > 0)
        {
            batch.BatchCommands.Add(_plain.PlainCommand());
        }

        if (_due.Count > 0)
        {
            batch.BatchCommands.Add(DispatchOutbox.InsertCommand(batchId, time.GetUtcNow(), claimedUntil, _due));
        }

        if (_full.Count == 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
            return null;
        }

        var stored = new HashSet<Guid>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            stored.Add(reader.GetGuid(0));
        }

        while (await reader.NextResultAsync(cancellationToken))
        {
            // Errors of later commands surface only when their results are read.
        }

        return stored;
    }

    /// <summary>Sets the results of submissions that conflict with an existing job: a repetition, or the same key with another body.</summary>
    private async Task ResolveAsync(List<NewJob> jobs, CancellationToken cancellationToken)
    {
        await using var find = database.Hot.CreateCommand(s_findEarlier);
        find.Parameters
            .With<Guid[]>([.. jobs.Select(job => job.Id)])
            .With<Guid[]>([.. jobs.Select(job => job.OwnerId)])
            .With<string?[]>([.. jobs.Select(job => job.IdempotencyKey)], NpgsqlDbType.Array | NpgsqlDbType.Text);
        await using (var reader = await find.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                var job = jobs[(int)reader.GetInt64(0) - 1];
                var id = reader.GetGuid(1);
                var isSame = reader.GetBoolean(2)
                    && (id == job.Id || string.Equals(reader.TextOrNull(3), job.Fingerprint, StringComparison.Ordinal));
                job.Result = new SubmitResult
                {
                    Id = isSame ? id.ToBytes() : job.Job.Id,
                    Outcome = !isSame ? SubmitOutcome.KeyReused : id == job.Id ? SubmitOutcome.Accepted : SubmitOutcome.Replayed,
                    State = (State)reader.GetInt16(4),
                    CreatedAt = reader.Time(5).ToTimestamp(),
                };
            }
        }

        if (jobs.Any(job => job.Result is null))
        {
            throw new SubmissionRacedException();
        }
    }
}
