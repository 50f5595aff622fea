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

/// <summary>
/// Stores the jobs of one commit together with their outbox row. Not thread-safe: each writer has its own.
/// </summary>
internal sealed class SubmissionStore(JobDatabase database, RelayQueue relay, TimeProvider time)
{
    private static readonly string s_findEarlier = JobSql.Files.Read<SubmissionStore>("find-earlier");

    private readonly SubmissionColumns _plain = new();
    private readonly SubmissionColumns _full = new();
    private readonly List<Guid> _due = [];
    private bool _allFull;

    /// <summary>Commits the jobs, gives each its result and hands those that are due to the relay.</summary>
    public async Task StoreAsync(IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken)
    {
        (Guid batchId, DateTimeOffset claimedUntil) = relay.NewClaim(time.GetUtcNow());
        HashSet<Guid>? stored;
        try
        {
            stored = await InsertAsync(jobs, batchId, claimedUntil, mayConflict: false, cancellationToken);
        }
        catch (PostgresException conflict) when (conflict.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // A plain job came a second time: its request was sent again after its answer got lost.
            stored = await InsertAsync(jobs, batchId, claimedUntil, mayConflict: true, cancellationToken);
        }

        List<NewJob>? standing = null;
        var due = new List<DueJob>(jobs.Count);
        foreach (NewJob job in jobs)
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
                (standing ??= []).Add(job);
            }
        }

        relay.Committed(batchId, claimedUntil, due);
        if (standing is not null)
        {
            await ResolveAsync(standing, cancellationToken);
        }
    }

    /// <returns>Ids stored by the statement that tells them, null when only the plain one ran.</returns>
    private async Task<HashSet<Guid>?> InsertAsync(
        IReadOnlyList<NewJob> jobs, Guid batchId, DateTimeOffset claimedUntil, bool mayConflict, CancellationToken cancellationToken)
    {
        _allFull = mayConflict;
        _plain.Clear();
        _full.Clear();
        _due.Clear();
        foreach (NewJob job in jobs)
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

        // One batch without a transaction of its own is one implicit transaction and one round trip.
        await using NpgsqlConnection connection = await database.Hot.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
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
        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            stored.Add(reader.GetGuid(0));
        }

        while (await reader.NextResultAsync(cancellationToken))
        {
            // Reads on to the end: an error of a later command would otherwise go unnoticed.
        }

        return stored;
    }

    /// <summary>Tells submissions that met an earlier one apart: the same again, or the key with another body.</summary>
    private async Task ResolveAsync(List<NewJob> jobs, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand find = database.Hot.CreateCommand(s_findEarlier);
        find.Parameters
            .With<Guid[]>([.. jobs.Select(job => job.Id)])
            .With<Guid[]>([.. jobs.Select(job => job.OwnerId)])
            .With<string?[]>([.. jobs.Select(job => job.IdempotencyKey)], NpgsqlDbType.Array | NpgsqlDbType.Text);
        await using (NpgsqlDataReader reader = await find.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                NewJob job = jobs[(int)reader.GetInt64(0) - 1];
                Guid id = reader.GetGuid(1);
                bool same = reader.GetBoolean(2)
                    && (id == job.Id || string.Equals(reader.TextOrNull(3), job.Fingerprint, StringComparison.Ordinal));
                job.Result = new SubmitResult
                {
                    Id = same ? id.ToBytes() : job.Job.Id,
                    Outcome = !same ? SubmitOutcome.KeyReused : id == job.Id ? SubmitOutcome.Accepted : SubmitOutcome.Replayed,
                    State = (State)reader.GetInt16(4),
                    CreatedAt = reader.Time(5).ToTimestamp(),
                };
            }
        }

        if (jobs.Any(job => job.Result is null))
        {
            // The earlier job was deleted in between.
            throw new SubmissionRacedException();
        }
    }
}
