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

/// <summary>Replaces results of succeeded jobs. The expected version detects concurrent edits.</summary>
internal sealed class ResultEdits(JobDatabase database, AuditLog audit, ChangeFeed changes, RevisionStore revisions)
{
    private static readonly string s_replace = JobSql.Files.Read<ResultEdits>("replace") + $"\nRETURNING {JobColumns.All}";

    /// <summary>Replaces a result.</summary>
    /// <returns>The changed job, or null if its version or state does not match; <c>IsFull</c> is true if the owner's revisions exceed the quota.</returns>
    public async Task<(ReplaceResultReply? Reply, bool IsFull)> ReplaceAsync(Guid id, JobActor actor, ReplaceResultRequest request, CancellationToken cancellationToken)
    {
        // Not retried: after a commit whose answer was lost, a retry would not find the expected version and look like a concurrent edit.
        var (reply, isFull) = await CallerData.RunAsync(async () => await database.Once(QueryType.Update).ExecuteAsync(
            async token => await ReplaceCoreAsync(id, actor, request, token), cancellationToken));
        if (reply?.Job is { } changed)
        {
            changes.Publish([new JobChange(id, changed.OwnerId.ToGuid(), changed.Version, JobState.Succeeded, changed.Attempt)]);
        }

        return (reply, isFull);
    }

    private async Task<(ReplaceResultReply? Reply, bool IsFull)> ReplaceCoreAsync(Guid id, JobActor actor, ReplaceResultRequest request, CancellationToken cancellationToken)
    {
        await using var connection = await database.Hot.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        Job? changed;
        await using (var command = new NpgsqlCommand(s_replace, connection, transaction))
        {
            command.Parameters
                .With(id)
                .With(request.ExpectedVersion)
                .WithNullable(actor.VisibleOwner, NpgsqlDbType.Uuid)
                .WithJson(request.ResultJson.ToStringUtf8());
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            changed = await reader.ReadAsync(cancellationToken) ? JobColumns.Read(reader) : null;
        }

        if (changed is null)
        {
            return (null, false);
        }

        var reply = new ReplaceResultReply { Job = changed };
        if (request.Revision is { } revision)
        {
            if (await revisions.TryKeepAsync(connection, transaction, changed, actor.UserId, revision, cancellationToken) is not { } dropped)
            {
                return (null, true);
            }

            reply.DroppedObjects.Add(dropped);
        }

        if (changed.OwnerId.ToGuid() != actor.UserId)
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            batch.BatchCommands.Add(audit.InsertCommand(actor.UserId, "job.replace_result", id, null));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return (reply, false);
    }
}
