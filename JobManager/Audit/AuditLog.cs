using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.JobManager.Database;
using Platform.ServiceDefaults.Database;
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
    public async Task WriteAsync(NewAuditEntry entry, CancellationToken cancellationToken) => await database.For(QueryType.Insert).ExecuteAsync(
        async token =>
        {
            await using var command = database.Query.CreateCommand(s_insertOnce);
            command.Parameters.With(entry.Id).With(time.GetUtcNow()).With(entry.ActorId).With(entry.Action).WithJson(entry.Detail?.GetRawText());
            await command.ExecuteNonQueryAsync(token);
        },
        cancellationToken);

    /// <summary>Reads a page of entries, newest first.</summary>
    /// <param name="limit">The maximum number of entries.</param>
    /// <param name="before">The id of the last entry on the previous page; null for the first page.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public Task<IReadOnlyList<AuditEntry>> ReadAsync(int limit, Guid? before, CancellationToken cancellationToken) => database.For(QueryType.Select).ExecuteAsync<IReadOnlyList<AuditEntry>>(
        async token =>
        {
            await using var command = database.Query.CreateCommand(s_page);
            command.Parameters.With(limit).WithNullable(before, NpgsqlDbType.Uuid);
            var entries = new List<AuditEntry>();
            await using var reader = await command.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token))
            {
                JsonElement? detail = null;
                var isReadable = true;
                if (reader.TextOrNull(5) is { } stored)
                {
                    isReadable = ReadableJson.TryParse(stored, out var parsed);
                    detail = isReadable ? parsed : null;
                }

                if (!isReadable)
                {
                    unreadable.Note(JobRowKinds.Audit, reader.GetGuid(0));
                }

                entries.Add(new AuditEntry(
                    reader.GetGuid(0),
                    reader.Time(1),
                    reader.GetGuid(2),
                    reader.GetString(3),
                    reader.GuidOrNull(4),
                    detail,
                    isReadable ? null : true));
            }

            return entries;
        },
        cancellationToken).AsTask();
}
