using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts.Internal;
using Platform.Operations.Database;
using Platform.Operations.States;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Measures;

namespace Platform.Operations.Channels;

/// <summary>Claims messages that are due and stores what became of them. A replica that ends during a try leaves the message to the others.</summary>
internal sealed class NewsStore(OperationsDatabase database, IOptions<ChannelOptions> options, TimeProvider time)
{
    private const int MaxError = 500;

    private static readonly string s_claim = OperationsSql.Files.Read<NewsStore>("claim");
    private static readonly string s_end = OperationsSql.Files.Read<NewsStore>("end");
    private static readonly string s_again = OperationsSql.Files.Read<NewsStore>("again");
    private static readonly string s_postpone = OperationsSql.Files.Read<NewsStore>("postpone");
    private static readonly string s_clean = OperationsSql.Files.Read<NewsStore>("clean");

    private static readonly TimeSpan s_slack = TimeSpan.FromSeconds(30);

    /// <summary>Claims messages that are due.</summary>
    public async Task<List<News>> ClaimAsync(int most, CancellationToken cancellationToken) => await database.For(QueryType.Update).ExecuteAsync(
        async token =>
        {
            var now = time.GetUtcNow();
            await using var command = database.Query.CreateCommand(s_claim);
            command.Parameters.With(now).With(now + options.Value.Timeout + s_slack).With(most);
            await using var reader = await command.ExecuteReaderAsync(token);
            var due = new List<News>();
            while (await reader.ReadAsync(token))
            {
                due.Add(Read(reader));
            }

            return due;
        },
        cancellationToken);

    /// <summary>Stores that a message was delivered, or is given up.</summary>
    public Task EndAsync(Guid id, DeliveryOutcome outcome, int? status, string? error, CancellationToken cancellationToken) => ExecuteAsync(
        s_end,
        parameters => parameters.With(id).With((short)outcome).With(time.GetUtcNow()).WithNullable(status, NpgsqlDbType.Integer).WithNullable(Cut(error), NpgsqlDbType.Text),
        cancellationToken);

    /// <summary>Stores that a try failed, and when the next one is.</summary>
    public Task TryAgainAsync(Guid id, DateTimeOffset next, int? status, string? error, CancellationToken cancellationToken) => ExecuteAsync(
        s_again,
        parameters => parameters.With(id).With(next).WithNullable(status, NpgsqlDbType.Integer).WithNullable(Cut(error), NpgsqlDbType.Text),
        cancellationToken);

    /// <summary>Puts a message off without counting a try.</summary>
    public Task PostponeAsync(Guid id, DateTimeOffset next, CancellationToken cancellationToken) =>
        ExecuteAsync(s_postpone, parameters => parameters.With(id).With(next), cancellationToken);

    /// <summary>Deletes old entries of the log.</summary>
    public Task CleanAsync(CancellationToken cancellationToken) =>
        ExecuteAsync(s_clean, parameters => parameters.With(time.GetUtcNow() - options.Value.KeepLog), cancellationToken);

    private async Task ExecuteAsync(string sql, Action<NpgsqlParameterCollection> fill, CancellationToken cancellationToken) =>
        await database.For(QueryType.Update).ExecuteAsync(
            async token =>
            {
#pragma warning disable CA2100 // One of the statements above.
                await using var command = database.Query.CreateCommand(sql);
#pragma warning restore CA2100
                fill(command.Parameters);
                await command.ExecuteNonQueryAsync(token);
            },
            cancellationToken);

    private static string? Cut(string? error) => error is { Length: > MaxError } ? error[..MaxError] : error;

    private static News Read(NpgsqlDataReader reader)
    {
        var quiet = reader.ShortOrNull(8) is { } from && reader.ShortOrNull(9) is { } to && TimeZoneInfo.TryFindSystemTimeZoneById(reader.GetString(10), out var zone)
            ? new QuietHours(from, to, zone)
            : null;
        var channel = new NewsChannel(
            reader.GetGuid(3), (ChannelKind)reader.GetInt16(4), reader.TextOrNull(5), reader.TextOrNull(6), reader.IsDBNull(7) ? null : reader.GetFieldValue<byte[]>(7), quiet);
        var incident = reader.IsDBNull(11)
            ? null
            : new NewsIncident(
                reader.GetInt64(11), reader.GetString(12), reader.GetString(13), (IncidentPriority)reader.GetInt16(14), (IncidentPhase)reader.GetInt16(15), reader.Time(16));
        return new News(reader.GetGuid(0), reader.GetInt32(1), (NewsKind)reader.GetInt16(2), channel, incident);
    }
}
