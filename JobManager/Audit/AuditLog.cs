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
    private const string Insert =
        "INSERT INTO jobs.audit (id, at, actor_id, action, job_id, detail) VALUES ($1, $2, $3, $4, $5, $6)";

    public NpgsqlBatchCommand InsertCommand(Guid actor, string action, Guid? jobId, string? detail)
    {
        DateTimeOffset now = time.GetUtcNow();
        var command = new NpgsqlBatchCommand(Insert);
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
            await using NpgsqlCommand command = database.Query.CreateCommand(
                "INSERT INTO jobs.audit (id, at, actor_id, action, detail) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING");
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
            await using NpgsqlCommand command = database.Query.CreateCommand(
                "SELECT id, at, actor_id, action, job_id, detail FROM jobs.audit WHERE $2::uuid IS NULL OR id < $2 ORDER BY id DESC LIMIT $1");
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
                    unreadable.Note(RowKinds.Audit, reader.GetGuid(0));
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
