using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts.Internal;
using Platform.JobManager.Database;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.JobManager.Audit;

/// <summary>The audit log: what operators do to the jobs of others, stored in the same transaction, and deleted accounts.</summary>
internal sealed class AuditLog(JobDatabase database, UnreadableRows unreadable, TimeProvider time)
{
    private static readonly string s_insert = JobSql.Files.Read<AuditLog>("insert");
    private static readonly string s_insertOnce = JobSql.Files.Read<AuditLog>("insert-once");
    private static readonly string s_page = JobSql.Files.Read<AuditLog>("page");

    /// <summary>Creates the command that adds an entry. It belongs into the transaction of the audited change.</summary>
    /// <param name="actor">The user who acted.</param>
    /// <param name="action">The action, such as <c>job.cancel</c>.</param>
    /// <param name="jobId">The job; null for several jobs.</param>
    /// <param name="detail">Details as JSON; null if there are none.</param>
    public NpgsqlBatchCommand InsertCommand(Guid actor, string action, Guid? jobId, string? detail)
    {
        var now = time.GetUtcNow();
        var command = new NpgsqlBatchCommand(s_insert);
        command.Parameters
            .With(Guid.CreateVersion7(now))
            .With(now)
            .With(actor)
            .With(action)
            .WithNullable(jobId, NpgsqlDbType.Uuid)
            .WithJson(detail);
        return command;
    }

    /// <summary>Adds an entry in a transaction of its own, for an action that changed nothing. The command is created again for each try.</summary>
    public async Task WriteAsync(Func<NpgsqlBatchCommand> createEntry, CancellationToken cancellationToken) => await database.For(QueryType.Insert).ExecuteAsync(
        async token =>
        {
            await using var connection = await database.Query.OpenConnectionAsync(token);
            await using var batch = new NpgsqlBatch(connection);
            batch.BatchCommands.Add(createEntry());
            await batch.ExecuteNonQueryAsync(token);
        },
        cancellationToken);

    /// <summary>Adds an entry about an action of another service. It can be repeated: the id decides.</summary>
    /// <param name="id">The id of the entry. An id that exists already is ignored.</param>
    /// <param name="actor">The user who acted.</param>
    /// <param name="action">The action, such as <c>account.delete</c>.</param>
    /// <param name="detail">Details as JSON; null if there are none.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    public async Task WriteAsync(Guid id, Guid actor, string action, string? detail, CancellationToken cancellationToken) => await database.For(QueryType.Insert).ExecuteAsync(
        async token =>
        {
            await using var command = database.Query.CreateCommand(s_insertOnce);
            command.Parameters.With(id).With(time.GetUtcNow()).With(actor).With(action).WithJson(detail);
            await command.ExecuteNonQueryAsync(token);
        },
        cancellationToken);

    /// <summary>Reads a page of entries, newest first.</summary>
    /// <param name="limit">The maximum number of entries.</param>
    /// <param name="before">The id of the last entry on the previous page; null for the first page.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public Task<ListAuditReply> ReadAsync(int limit, Guid? before, CancellationToken cancellationToken) => database.For(QueryType.Select).ExecuteAsync(
        async token =>
        {
            await using var command = database.Query.CreateCommand(s_page);
            command.Parameters.With(limit).WithNullable(before, NpgsqlDbType.Uuid);
            var entries = new ListAuditReply();
            await using var reader = await command.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token))
            {
                var entry = new AuditRecord
                {
                    Id = reader.GetGuid(0).ToBytes(),
                    At = reader.Time(1).ToTimestamp(),
                    ActorId = reader.GetGuid(2).ToBytes(),
                    Action = reader.GetString(3),
                    JobId = reader.GuidOrNull(4).ToBytes(),
                };
                if (reader.TextOrNull(5) is { } stored)
                {
                    var detail = Encoding.UTF8.GetBytes(stored);
                    if (ReadableJson.IsReadable(detail))
                    {
                        entry.DetailJson = UnsafeByteOperations.UnsafeWrap(detail);
                    }
                    else
                    {
                        entry.IsUnreadable = true;
                        unreadable.Note(JobRowKinds.Audit, reader.GetGuid(0));
                    }
                }

                entries.Entries.Add(entry);
            }

            return entries;
        },
        cancellationToken).AsTask();
}
