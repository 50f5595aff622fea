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

/// <summary>What operators did to the jobs of others, written in the transaction of the deed, and which accounts were deleted.</summary>
internal sealed class AuditLog(JobDatabase database, UnreadableRows unreadable, TimeProvider time)
{
    private static readonly string s_insert = JobSql.Files.Read<AuditLog>("insert");
    private static readonly string s_insertOnce = JobSql.Files.Read<AuditLog>("insert-once");
    private static readonly string s_page = JobSql.Files.Read<AuditLog>("page");

    public NpgsqlBatchCommand InsertCommand(Guid actor, string action, Guid? jobId, string? detail)
    {
        DateTimeOffset now = time.GetUtcNow();
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

    /// <summary>Writes an entry of a deed that was done elsewhere; safe to repeat.</summary>
    public async Task WriteAsync(NewAuditEntry entry, CancellationToken cancellationToken) => await database.For(QueryType.Insert).ExecuteAsync(
        async token =>
        {
            await using NpgsqlCommand command = database.Query.CreateCommand(s_insertOnce);
            command.Parameters.With(entry.Id).With(time.GetUtcNow()).With(entry.ActorId).With(entry.Action).WithJson(entry.Detail?.GetRawText());
            await command.ExecuteNonQueryAsync(token);
        },
        cancellationToken);

    /// <summary>Newest first.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="before">Id of the last entry of the page before; null for the newest.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IReadOnlyList<AuditEntry>> ReadAsync(int limit, Guid? before, CancellationToken cancellationToken) => database.For(QueryType.Select).ExecuteAsync<IReadOnlyList<AuditEntry>>(
        async token =>
        {
            await using NpgsqlCommand command = database.Query.CreateCommand(s_page);
            command.Parameters.With(limit).WithNullable(before, NpgsqlDbType.Uuid);
            var entries = new List<AuditEntry>();
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token))
            {
                JsonElement? detail = null;
                bool isReadable = true;
                if (reader.TextOrNull(5) is { } stored)
                {
                    isReadable = ReadableJson.TryParse(stored, out JsonElement parsed);
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
