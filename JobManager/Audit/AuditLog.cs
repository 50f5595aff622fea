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
    /// <param name="id">The entry's id, which decides whether it is there already.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="action">What was done.</param>
    /// <param name="detail">More of it, as JSON; null for nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WriteAsync(Guid id, Guid actor, string action, string? detail, CancellationToken cancellationToken) => await database.For(QueryType.Insert).ExecuteAsync(
        async token =>
        {
            await using NpgsqlCommand command = database.Query.CreateCommand(s_insertOnce);
            command.Parameters.With(id).With(time.GetUtcNow()).With(actor).With(action).WithJson(detail);
            await command.ExecuteNonQueryAsync(token);
        },
        cancellationToken);

    /// <summary>Newest first.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="before">Id of the last entry of the page before; null for the newest.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<ListAuditReply> ReadAsync(int limit, Guid? before, CancellationToken cancellationToken) => database.For(QueryType.Select).ExecuteAsync(
        async token =>
        {
            await using NpgsqlCommand command = database.Query.CreateCommand(s_page);
            command.Parameters.With(limit).WithNullable(before, NpgsqlDbType.Uuid);
            var entries = new ListAuditReply();
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(token);
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
                    byte[] detail = Encoding.UTF8.GetBytes(stored);
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
