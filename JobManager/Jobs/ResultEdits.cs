using Npgsql;
using NpgsqlTypes;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.JobManager.Audit;
using Platform.JobManager.Changes;
using Platform.JobManager.Database;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.JobManager.Jobs;

/// <summary>Replaces results of succeeded jobs; the version decides between editors.</summary>
internal sealed class ResultEdits(JobDatabase database, AuditLog audit, ChangeFeed changes, RevisionStore revisions)
{
    private static readonly string s_replace = JobSql.Files.Read<ResultEdits>("replace") + $"\nRETURNING {JobRecords.Columns}";

    /// <returns>The job as it is now, or null when its version or state is another, and whether it is for want of room.</returns>
    public async Task<(Job? Job, bool IsFull)> ReplaceAsync(Guid id, JobActor actor, ReplaceResultRequest request, CancellationToken cancellationToken)
    {
        // Once: an edit whose commit nobody heard of would not find its version any more, and be taken for one that lost to another.
        (Job? changed, bool isFull) = await CallerData.RunAsync(async () => await database.Once(QueryType.Update).ExecuteAsync(
            async token => await ReplaceCoreAsync(id, actor, request, token), cancellationToken));
        if (changed is not null)
        {
            changes.Publish([new JobChange(id, changed.OwnerId.ToGuid(), changed.Version, JobState.Succeeded, changed.Attempt)]);
        }

        return (changed, isFull);
    }

    private async Task<(Job? Job, bool IsFull)> ReplaceCoreAsync(Guid id, JobActor actor, ReplaceResultRequest request, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await database.Hot.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        Job? changed;
        await using (var command = new NpgsqlCommand(s_replace, connection, transaction))
        {
            command.Parameters
                .With(id)
                .With(request.ExpectedVersion)
                .WithNullable(actor.VisibleOwner, NpgsqlDbType.Uuid)
                .WithJson(request.ResultJson.ToStringUtf8());
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            changed = await reader.ReadAsync(cancellationToken) ? JobRecords.Read(reader) : null;
        }

        if (changed is null)
        {
            return (null, false);
        }

        Guid owner = changed.OwnerId.ToGuid();
        if (request.HasRevisionBytes && !await revisions.TryKeepAsync(connection, transaction, id, owner, request.RevisionBytes, cancellationToken))
        {
            return (null, true);
        }

        if (owner != actor.UserId)
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            batch.BatchCommands.Add(audit.InsertCommand(actor.UserId, "job.replace_result", id, null));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return (changed, false);
    }
}
