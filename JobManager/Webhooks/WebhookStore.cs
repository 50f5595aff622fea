using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Platform.JobManager.Database;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Measures;

namespace Platform.JobManager.Webhooks;

/// <summary>Claims due webhooks and stores the results of tries.</summary>
internal sealed class WebhookStore(JobDatabase database, IOptions<WebhookOptions> options, TimeProvider time)
{
    private static readonly string s_claim = JobSql.Files.Read<WebhookStore>("claim");
    private static readonly string s_log = JobSql.Files.Read<WebhookStore>("log");
    private static readonly string s_delete = JobSql.Files.Read<WebhookStore>("delete");
    private static readonly string s_tryAgain = JobSql.Files.Read<WebhookStore>("try-again");
    private static readonly string s_postpone = JobSql.Files.Read<WebhookStore>("postpone");

    /// <summary>Claims due webhooks.</summary>
    /// <param name="limit">The maximum number of webhooks.</param>
    /// <param name="skippedOwners">Owners whose webhooks are not claimed.</param>
    /// <param name="cancellationToken">Cancels the claim.</param>
    public async Task<List<PendingWebhook>> ClaimAsync(int limit, Guid[] skippedOwners, CancellationToken cancellationToken) => await database.For(QueryType.Update).ExecuteAsync(
        async token =>
        {
            var now = time.GetUtcNow();
            await using var command = database.Hot.CreateCommand(s_claim);

            // If the replica crashes during the try, the webhook can be claimed again afterwards.
            command.Parameters.With(now).With(now + options.Value.Timeout + TimeSpan.FromSeconds(30)).With(limit).With(skippedOwners);
            var due = new List<PendingWebhook>();
            await using var reader = await command.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token))
            {
                due.Add(new PendingWebhook(
                    reader.GetGuid(0),
                    reader.GetGuid(1),
                    reader.GetGuid(2),
                    reader.GetString(3),
                    reader.GetString(4),
                    reader.GetString(5),
                    reader.GetString(6),
                    reader.GetInt32(7)));
            }

            return due;
        },
        cancellationToken);

    /// <summary>Stores the result of a try, and deletes the webhook if <paramref name="next"/> is null: it was delivered or is dropped.</summary>
    public async Task StoreResultAsync(PendingWebhook webhook, WebhookAnswer answer, DateTimeOffset? next, CancellationToken cancellationToken) => await database.For(QueryType.Update).ExecuteAsync(
        async token =>
        {
            await using var connection = await database.Hot.OpenConnectionAsync(token);
            await using var batch = new NpgsqlBatch(connection);
            var log = new NpgsqlBatchCommand(s_log);
            log.Parameters
                .With(Guid.CreateVersion7(answer.At))
                .With(webhook.Id)
                .With(webhook.Attempt)
                .With(answer.At)
                .WithNullable(answer.StatusCode, NpgsqlDbType.Integer)
                .WithNullable(answer.Error, NpgsqlDbType.Text)
                .With(answer.Duration.TotalMilliseconds)
                .WithNullable(next, NpgsqlDbType.TimestampTz);
            batch.BatchCommands.Add(log);
            var then = new NpgsqlBatchCommand(next is null ? s_delete : s_tryAgain);
            then.Parameters.With(webhook.Id);
            if (next is { } at)
            {
                then.Parameters.With(at);
            }

            batch.BatchCommands.Add(then);
            await batch.ExecuteNonQueryAsync(token);
        },
        cancellationToken);

    /// <summary>Returns a claimed webhook without counting a try.</summary>
    public async Task PostponeAsync(PendingWebhook webhook, DateTimeOffset next, CancellationToken cancellationToken) => await database.For(QueryType.Update).ExecuteAsync(
        async token =>
        {
            await using var command = database.Hot.CreateCommand(s_postpone);
            command.Parameters.With(webhook.Id).With(next);
            await command.ExecuteNonQueryAsync(token);
        },
        cancellationToken);
}
