using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Platform.Broker.Database;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Broker.Queues;

/// <summary>Queues in the database. Every change is told to all replicas by the transaction that makes it.</summary>
internal sealed class QueueStore(BrokerDatabase database, QueueRegistry registry, IOptions<QueueOptions> options, TimeProvider time)
{
    // What is read of a queue with its counts.
    private static readonly string s_columns = $"SELECT {QueueRegistry.Columns}, {BrokerSql.Files.Read<QueueStore>("figure-columns")}";
    private static readonly string s_counts = BrokerSql.Files.Read<QueueStore>("counts");
    private static readonly string s_search = $"{s_columns} {BrokerSql.Files.Read<QueueStore>("search")} {s_counts} ORDER BY q.name COLLATE \"C\"";
    private static readonly string s_get = $"{s_columns} FROM broker.queues q {s_counts} WHERE q.id = $1 AND q.deleted_at IS NULL";
    private static readonly string s_totals = BrokerSql.Files.Read<QueueStore>("totals");
    private static readonly string s_create = BrokerSql.Files.Read<QueueStore>("create");
    private static readonly string s_update = BrokerSql.Files.Read<QueueStore>("update");
    private static readonly string s_delete = BrokerSql.Files.Read<QueueStore>("delete");
    private static readonly string s_share = BrokerSql.Files.Read<QueueStore>("share");
    private static readonly string s_unshare = BrokerSql.Files.Read<QueueStore>("unshare");
    private static readonly string s_leave = BrokerSql.Files.Read<QueueStore>("leave");
    private static readonly string s_shares = BrokerSql.Files.Read<QueueStore>("shares");
    private static readonly string s_lockOwner = BrokerSql.Files.Read<QueueStore>("lock-owner");

    public async Task<SearchQueuesReply> SearchAsync(SearchQueuesRequest search, ActingUser user, CancellationToken cancellationToken)
    {
        List<QueueRecord> found = await CallerData.SearchAsync(() => ReadAsync(
            s_search,
            parameters => parameters.With(search.After ?? "").With(user.IsOperator).With(user.Id)
                .WithNullable(search.NameContains, NpgsqlDbType.Text).With(search.Limit + 1),
            user,
            cancellationToken));
        bool more = found.Count > search.Limit;
        if (more)
        {
            found.RemoveAt(search.Limit);
        }

        return new SearchQueuesReply { Queues = { found }, Next = more ? found[^1].Name : null };
    }

    /// <exception cref="InputException">404.</exception>
    public async Task<QueueRecord> GetAsync(int id, ActingUser user, CancellationToken cancellationToken) =>
        (await ReadAsync(
            s_get,
            parameters => parameters.With(id),
            user,
            cancellationToken)).FirstOrDefault() ?? throw QueueFaults.NoSuchQueue();

    public async Task<QueueTotals> TotalsAsync(CancellationToken cancellationToken) => (await database.ListAsync(
        s_totals,
        static _ => { },
        static reader => new QueueTotals
        {
            Queues = reader.GetInt64(0),
            Published = reader.GetInt64(1),
            Pending = reader.GetInt64(2),
            Processing = reader.GetInt64(3),
            Processed = reader.GetInt64(4),
            Failed = reader.GetInt64(5),
        },
        cancellationToken))[0];

    /// <exception cref="InputException">409: the name is taken. 429: the owner has as many queues as they may.</exception>
    public async Task<int> CreateAsync(Guid owner, string name, QueueConfiguration settings, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        int? id;
        try
        {
            id = await CallerData.RunAsync(() => ChangeAsync(
                s_create,
                parameters => parameters.With(owner).With(now).With(name).WithNullable(settings.Description, NpgsqlDbType.Text)
                    .With(settings.VisibilityTimeoutSeconds ?? 30).With(settings.MaxDeliveries ?? 5).With(settings.DelaySeconds ?? 0)
                    .WithNullable(settings.TtlSeconds is > 0 ? settings.TtlSeconds : null, NpgsqlDbType.Integer)
                    .With(settings.DeduplicationSeconds ?? 300).With(settings.MaxMessageBytes ?? 262_144).With(settings.MaxMessages ?? 10_000_000)
                    .With(settings.KeepProcessed ?? true).With(options.Value.PerUser),
                cancellationToken,
                owner));
        }
        catch (InputException fault) when (fault.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            throw new InputException(null, "There is a queue of this name already.", StatusCodes.Status409Conflict, "queue_exists");
        }

        return id ?? throw new InputException(
            null,
            string.Create(CultureInfo.InvariantCulture, $"There are {options.Value.PerUser} queues already; delete one first."),
            StatusCodes.Status429TooManyRequests,
            "quota_exceeded");
    }

    public async Task UpdateAsync(int id, QueueConfiguration settings, bool? paused, CancellationToken cancellationToken)
    {
        _ = await CallerData.RunAsync(() => ChangeAsync(
            s_update,
            parameters => parameters.With(id).With(time.GetUtcNow()).WithNullable(settings.Description, NpgsqlDbType.Text)
                .WithNullable(settings.VisibilityTimeoutSeconds, NpgsqlDbType.Integer).WithNullable(settings.MaxDeliveries, NpgsqlDbType.Integer)
                .WithNullable(settings.DelaySeconds, NpgsqlDbType.Integer).WithNullable(settings.TtlSeconds, NpgsqlDbType.Integer)
                .WithNullable(settings.DeduplicationSeconds, NpgsqlDbType.Integer).WithNullable(settings.MaxMessageBytes, NpgsqlDbType.Integer)
                .WithNullable(settings.MaxMessages, NpgsqlDbType.Bigint).WithNullable(settings.KeepProcessed, NpgsqlDbType.Boolean)
                .WithNullable(paused, NpgsqlDbType.Boolean),
            cancellationToken)) ?? throw QueueFaults.NoSuchQueue();
    }

    /// <summary>Takes the queue away; its messages are deleted in the background.</summary>
    public async Task DeleteAsync(int id, CancellationToken cancellationToken) =>
        _ = await ChangeAsync(
            s_delete,
            parameters => parameters.With(id).With(time.GetUtcNow()),
            cancellationToken) ?? throw QueueFaults.NoSuchQueue();

    public async Task ShareAsync(int id, Guid user, Rights rights, CancellationToken cancellationToken) =>
        _ = await ChangeAsync(
            rights == Rights.None ? s_unshare : s_share,
            parameters => parameters.With(id).With(time.GetUtcNow()).With(user).With((short)rights),
            cancellationToken) ?? throw QueueFaults.NoSuchQueue();

    /// <summary>Takes a user's rights away; nothing happens when there are none, or the queue is gone.</summary>
    public async Task LeaveAsync(int id, Guid user, CancellationToken cancellationToken) => _ = await ChangeAsync(
        s_leave,
        parameters => parameters.With(id).With(time.GetUtcNow()).With(user),
        cancellationToken);

    public async Task<IReadOnlyList<QueueGrant>> SharesAsync(int id, CancellationToken cancellationToken) => await database.ListAsync(
        s_shares,
        parameters => parameters.With(id),
        static reader => new QueueGrant
        {
            UserId = reader.GetGuid(0).ToBytes(),
            Rights = { ((Rights)reader.GetInt16(1)).ToList() },
            GrantedAt = Timestamp.FromDateTimeOffset(reader.Time(2)),
        },
        cancellationToken);

    /// <param name="sql">Changes one queue and returns its number.</param>
    /// <param name="fill">Adds the parameters.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="turnOf">An owner of whom only one change is made at a time; null for no such turn.</param>
    /// <returns>The queue that was changed, null when none was.</returns>
    private async Task<int?> ChangeAsync(string sql, Action<NpgsqlParameterCollection> fill, CancellationToken cancellationToken, Guid? turnOf = null)
    {
        // Run once: whether a commit that failed on the way has happened is not known.
        int? changed = await database.Once(QueryType.Update).ExecuteAsync(async token => await CommitAsync(sql, fill, turnOf, token), cancellationToken);
        if (changed is { } mine)
        {
            await registry.ReloadAsync(mine, cancellationToken);
        }

        return changed;
    }

    private async Task<int?> CommitAsync(string sql, Action<NpgsqlParameterCollection> fill, Guid? turnOf, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await database.Query.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (turnOf is { } owner)
        {
            await using var turn = new NpgsqlCommand(s_lockOwner, connection, transaction);
            turn.Parameters.With(owner);
            await turn.ExecuteNonQueryAsync(cancellationToken);
        }

#pragma warning disable CA2100 // Put together of constants.
        await using var command = new NpgsqlCommand(sql, connection, transaction);
#pragma warning restore CA2100
        fill(command.Parameters);
        var changed = (int?)await command.ExecuteScalarAsync(cancellationToken);
        if (changed is { } id)
        {
            await using var notify = new NpgsqlCommand($"SELECT pg_notify('{QueueRegistry.Channel}', $1::text)", connection, transaction);
            notify.Parameters.With(id);
            await notify.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return changed;
    }

    private Task<List<QueueRecord>> ReadAsync(
        string sql, Action<NpgsqlParameterCollection> fill, ActingUser user, CancellationToken cancellationToken) => database.ListAsync(
        sql,
        fill,
        reader =>
        {
            QueueDefinition q = QueueRegistry.Read(reader);
            long published = reader.GetInt64(17);
            long pending = reader.GetInt64(18);
            long processing = reader.GetInt64(19);
            long processed = reader.GetInt64(20);
            long failed = reader.GetInt64(21);
            long kept = reader.GetInt64(22);
            return new QueueRecord
            {
                Id = q.Id,
                Name = q.Name,
                CreatedAt = Timestamp.FromDateTimeOffset(q.CreatedAt),
                UpdatedAt = Timestamp.FromDateTimeOffset(q.UpdatedAt),
                MessageCount = pending + processing + failed + kept,
                MessagesPending = pending,
                MessagesProcessing = processing,
                MessagesProcessed = processed,
                MessagesFailed = failed,
                MessagesTotal = published,
                OldestPendingAt = reader.TimeOrNull(23) is { } oldest ? Timestamp.FromDateTimeOffset(oldest) : null,
                Paused = q.Paused,
                OwnerId = q.OwnerId.ToBytes(),
                Rights = { q.RightsOf(user.Id, user.IsOperator).ToList() },
                Settings = new QueueConfiguration
                {
                    Description = q.Description,
                    VisibilityTimeoutSeconds = q.VisibilitySeconds,
                    MaxDeliveries = q.MaxDeliveries,
                    DelaySeconds = q.DelaySeconds,
                    TtlSeconds = q.TtlSeconds,
                    DeduplicationSeconds = q.DeduplicationSeconds,
                    MaxMessageBytes = q.MaxMessageBytes,
                    MaxMessages = q.MaxMessages,
                    KeepProcessed = q.KeepProcessed,
                },
            };
        },
        cancellationToken);
}
