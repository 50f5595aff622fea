using Npgsql;
using NpgsqlTypes;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.JobManager.Audit;
using Platform.JobManager.Changes;
using Platform.JobManager.Database;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.JobManager.Jobs;

/// <summary>Replaces results of succeeded jobs. The expected version detects concurrent edits.</summary>
internal sealed class ResultEdits(JobDatabase database, AuditLog audit, ChangeFeed changes, RevisionStore revisions)
{
    private static readonly string s_replace = JobSql.Files.Read<ResultEdits>("replace") + $"\nRETURNING {JobRecords.Columns}";

    /// <summary>Replaces a result.</summary>
    /// <returns>The changed job, or null if its version or state does not match; <c>IsFull</c> is true if the owner's revisions exceed the quota.</returns>
    public async Task<(JobRecord? Job, bool IsFull)> ReplaceAsync(Guid id, ReplaceResult request, CancellationToken cancellationToken)
    {
        // Not retried: after a commit whose answer was lost, a retry would not find the expected version and look like a concurrent edit.
        var (changed, isFull) = await CallerData.RunAsync(async () => await database.Once(QueryType.Update).ExecuteAsync(
            async token => await ReplaceCoreAsync(id, request, token), cancellationToken));
        if (changed is not null)
        {
            changes.Publish([new JobChange(changed.Id, changed.OwnerId, changed.Version, JobState.Succeeded, changed.Attempt)]);
        }

        return (changed, isFull);
    }

    private async Task<(JobRecord? Job, bool IsFull)> ReplaceCoreAsync(Guid id, ReplaceResult request, CancellationToken cancellationToken)
    {
        await using var connection = await database.Hot.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        JobRecord? changed;
        await using (var command = new NpgsqlCommand(s_replace, connection, transaction))
        {
            command.Parameters
                .With(id)
                .With(request.ExpectedVersion)
                .WithNullable(request.Actor.IsOperator ? null : request.Actor.UserId, NpgsqlDbType.Uuid)
                .WithJson(request.Result.GetRawText());
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            changed = await reader.ReadAsync(cancellationToken) ? JobRecords.Read(reader) : null;
        }

        if (changed is null)
        {
            return (null, false);
        }

        if (request.RevisionBytes is { } bytes && !await revisions.TryKeepAsync(connection, transaction, id, changed.OwnerId, bytes, cancellationToken))
        {
            return (null, true);
        }

        if (changed.OwnerId != request.Actor.UserId)
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            batch.BatchCommands.Add(audit.InsertCommand(request.Actor.UserId, "job.replace_result", id, null));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return (changed, false);
    }
}
