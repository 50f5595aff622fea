using Google.Protobuf.WellKnownTypes;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.JobManager.Audit;
using Platform.JobManager.Database;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.JobManager.Jobs;

/// <summary>Lists and names the kept revisions of a job's captions. With an owner given, jobs of other owners do not exist.</summary>
internal sealed class RevisionList(JobDatabase database, JobReader jobs, AuditLog audit)
{
    private static readonly string s_list = JobSql.Files.Read<RevisionList>("list");
    private static readonly string s_lockJob = JobSql.Files.Read<RevisionList>("lock-job");
    private static readonly string s_countNamed = JobSql.Files.Read<RevisionList>("count-named");
    private static readonly string s_name = JobSql.Files.Read<RevisionList>("name");

    /// <summary>Lists the revisions of a job, newest first; null if the job does not exist.</summary>
    public async Task<ListRevisionsReply?> ListAsync(Guid id, Guid? owner, CancellationToken cancellationToken) =>
        await jobs.GetAsync(id, owner, cancellationToken) is null ? null : await database.For(QueryType.Select).ExecuteAsync(
            async token =>
            {
                await using var command = database.Query.CreateCommand(s_list);
                command.Parameters.With(id);
                var list = new ListRevisionsReply();
                await using var reader = await command.ExecuteReaderAsync(token);
                while (await reader.ReadAsync(token))
                {
                    list.Revisions.Add(Read(reader));
                }

                return list;
            },
            cancellationToken);

    /// <summary>Names a revision.</summary>
    /// <returns>The named revision, or the reason why not: 404 without such a job, 409 if the revision is not listed, 429 if too many have names.</returns>
    public async Task<(StoredRevision? Named, InputException? Refusal)> NameAsync(
        JobActor actor, Guid id, int number, string? name, CancellationToken cancellationToken) => await CallerData.RunAsync(
        async () => await database.For(QueryType.Update).ExecuteAsync(async token => await NameCoreAsync(actor, id, number, name, token), cancellationToken));

    private async Task<(StoredRevision? Named, InputException? Refusal)> NameCoreAsync(JobActor actor, Guid id, int number, string? name, CancellationToken cancellationToken)
    {
        await using var connection = await database.Hot.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var lockJob = new NpgsqlCommand(s_lockJob, connection, transaction))
        {
            lockJob.Parameters.With(id).WithNullable(actor.VisibleOwner, NpgsqlDbType.Uuid);
            if (await lockJob.ExecuteScalarAsync(cancellationToken) is not Guid owner)
            {
                return (null, new InputException(null, "There is no such job.", StatusCodes.Status404NotFound, "not_found"));
            }

            if (owner != actor.UserId)
            {
                await using var batch = new NpgsqlBatch(connection, transaction);
                batch.BatchCommands.Add(audit.InsertCommand(actor.UserId, "job.name_revision", id, null));
                await batch.ExecuteNonQueryAsync(cancellationToken);
            }
        }

        await using (var countNamed = new NpgsqlCommand(s_countNamed, connection, transaction))
        {
            countNamed.Parameters.With(id).With(number);
            if (name is not null && (long)(await countNamed.ExecuteScalarAsync(cancellationToken))! >= ResultRevisions.MaxNamed)
            {
                return (null, new InputException(
                    null, $"At most {ResultRevisions.MaxNamed} revisions of a job have names; remove one first.", StatusCodes.Status429TooManyRequests, "quota_exceeded"));
            }
        }

        StoredRevision? named;
        await using (var command = new NpgsqlCommand(s_name, connection, transaction))
        {
            command.Parameters.With(id).With(number).WithNullable(name, NpgsqlDbType.Text);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            named = await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
        }

        if (named is null)
        {
            return (null, new InputException(null, "This revision cannot have a name, or is not kept any more.", StatusCodes.Status409Conflict, "conflict"));
        }

        await transaction.CommitAsync(cancellationToken);
        return (named, null);
    }

    private static StoredRevision Read(NpgsqlDataReader reader)
    {
        var revision = new StoredRevision
        {
            Number = reader.GetInt32(0),
            ObjectKey = reader.GetString(1),
            Bytes = reader.GetInt64(2),
            SavedBy = reader.GetGuid(3).ToBytes(),
            SavedAt = reader.Time(4).ToTimestamp(),
        };
        if (reader.TextOrNull(5) is { } name)
        {
            revision.Name = name;
        }

        return revision;
    }
}
