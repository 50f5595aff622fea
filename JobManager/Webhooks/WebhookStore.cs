using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Platform.JobManager.Database;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Measures;

namespace Platform.JobManager.Webhooks;

/// <summary>Claims webhooks that are due and writes down what became of each try.</summary>
internal sealed class WebhookStore(JobDatabase database, IOptions<WebhookOptions> options, TimeProvider time)
{
    private static readonly string s_claim = JobSql.Files.Read<WebhookStore>("claim");
    private static readonly string s_log = JobSql.Files.Read<WebhookStore>("log");
    private static readonly string s_delete = JobSql.Files.Read<WebhookStore>("delete");
    private static readonly string s_tryAgain = JobSql.Files.Read<WebhookStore>("try-again");
    private static readonly string s_postpone = JobSql.Files.Read<WebhookStore>("postpone");

    /// <param name="limit">Most that are claimed.</param>
    /// <param name="passOver">Owners of whom none are.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<List<PendingWebhook>> ClaimAsync(int limit, Guid[] passOver, CancellationToken cancellationToken) => await database.For(QueryType.Update).ExecuteAsync(
        async token =>
        {
            DateTimeOffset now = time.GetUtcNow();
            await using NpgsqlCommand command = database.Hot.CreateCommand(s_claim);

            // A replica that dies in the middle of a try leaves it to be claimed again after this.
            command.Parameters.With(now).With(now + options.Value.Timeout + TimeSpan.FromSeconds(30)).With(limit).With(passOver);
            var due = new List<PendingWebhook>();
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(token);
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

    /// <summary>Writes the log of a try; the webhook goes when it was delivered or is given up.</summary>
    public async Task EndedAsync(PendingWebhook webhook, WebhookAnswer answer, DateTimeOffset? next, CancellationToken cancellationToken) => await database.For(QueryType.Update).ExecuteAsync(
        async token =>
        {
            await using NpgsqlConnection connection = await database.Hot.OpenConnectionAsync(token);
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

    /// <summary>Gives a claimed webhook back without counting a try.</summary>
    public async Task PostponeAsync(PendingWebhook webhook, DateTimeOffset next, CancellationToken cancellationToken) => await database.For(QueryType.Update).ExecuteAsync(
        async token =>
        {
            await using NpgsqlCommand command = database.Hot.CreateCommand(s_postpone);
            command.Parameters.With(webhook.Id).With(next);
            await command.ExecuteNonQueryAsync(token);
        },
        cancellationToken);
}
