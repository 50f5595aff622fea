using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Platform.Broker.Database;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Broker.Queues;

/// <summary>Stores queues. Every change notifies all replicas in the same transaction.</summary>
internal sealed class QueueStore(BrokerDatabase database, QueueRegistry registry, IOptions<QueueOptions> options, TimeProvider time)
{
    // The columns of a queue with its counts.
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

    /// <summary>Reads a page of the queues that the user may see, by name.</summary>
    public async Task<SearchQueuesReply> SearchAsync(SearchQueuesRequest search, ActingUser user, CancellationToken cancellationToken)
    {
        var found = await CallerData.SearchAsync(() => ReadAsync(
            s_search,
            parameters => parameters.With(search.After ?? "").With(user.IsOperator).With(user.Id)
                .WithNullable(search.NameContains, NpgsqlDbType.Text).With(search.Limit + 1),
            user,
            cancellationToken));
        var more = found.Count > search.Limit;
        if (more)
        {
            found.RemoveAt(search.Limit);
        }

        return new SearchQueuesReply { Queues = { found }, Next = more ? found[^1].Name : null };
    }

    /// <summary>Reads a queue with its counts.</summary>
    /// <exception cref="InputException">There is no such queue (404).</exception>
    public async Task<QueueRecord> GetAsync(int id, ActingUser user, CancellationToken cancellationToken) =>
        (await ReadAsync(
            s_get,
            parameters => parameters.With(id),
            user,
            cancellationToken)).FirstOrDefault() ?? throw QueueFaults.NoSuchQueue();

    /// <summary>Reads the counts of all queues together.</summary>
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

    /// <summary>Creates a queue. Settings that are not set get their defaults.</summary>
    /// <returns>The id of the queue.</returns>
    /// <exception cref="InputException">The name is taken (409), or the owner has the maximum number of queues (429).</exception>
    public async Task<int> CreateAsync(Guid owner, string name, QueueConfiguration settings, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        int? id;
        try
        {
            id = await CallerData.RunAsync(() => ChangeAsync(
                s_create,
                parameters => parameters.With(owner).With(now).With(name).WithNullable(settings.Description, NpgsqlDbType.Text)
                    .With(settings.VisibilityTimeoutSeconds ?? QueueLimits.DefaultVisibilityTimeoutSeconds)
                    .With(settings.MaxDeliveries ?? QueueLimits.DefaultDeliveries).With(settings.DelaySeconds ?? 0)
                    .WithNullable(settings.TtlSeconds is > 0 ? settings.TtlSeconds : null, NpgsqlDbType.Integer)
                    .With(settings.DeduplicationSeconds ?? QueueLimits.DefaultDeduplicationSeconds)
                    .With(settings.MaxMessageBytes ?? QueueLimits.DefaultMessageBytes).With(settings.MaxMessages ?? QueueLimits.DefaultMessages)
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

    /// <summary>Changes settings; a setting that is not set stays as it is.</summary>
    /// <exception cref="InputException">There is no such queue (404).</exception>
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

    /// <summary>Deletes a queue. Its messages are deleted in the background.</summary>
    /// <exception cref="InputException">There is no such queue (404).</exception>
    public async Task DeleteAsync(int id, CancellationToken cancellationToken) =>
        _ = await ChangeAsync(
            s_delete,
            parameters => parameters.With(id).With(time.GetUtcNow()),
            cancellationToken) ?? throw QueueFaults.NoSuchQueue();

    /// <summary>Sets the rights of a user; no rights remove the user.</summary>
    /// <exception cref="InputException">There is no such queue (404).</exception>
    public async Task ShareAsync(int id, Guid user, Rights rights, CancellationToken cancellationToken) =>
        _ = await ChangeAsync(
            rights == Rights.None ? s_unshare : s_share,
            parameters => parameters.With(id).With(time.GetUtcNow()).With(user).With((short)rights),
            cancellationToken) ?? throw QueueFaults.NoSuchQueue();

    /// <summary>Removes the rights of a user. It does nothing if there are none, or if the queue does not exist.</summary>
    public async Task LeaveAsync(int id, Guid user, CancellationToken cancellationToken) => _ = await ChangeAsync(
        s_leave,
        parameters => parameters.With(id).With(time.GetUtcNow()).With(user),
        cancellationToken);

    /// <summary>Reads the users with rights to a queue.</summary>
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

    /// <summary>Changes a queue and reads it again.</summary>
    /// <param name="sql">The statement, which changes one queue and returns its id.</param>
    /// <param name="fill">Adds the parameters.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    /// <param name="lockedOwner">The owner whose changes are serialised; null for none.</param>
    /// <returns>The id of the changed queue; null if none was changed.</returns>
    private async Task<int?> ChangeAsync(string sql, Action<NpgsqlParameterCollection> fill, CancellationToken cancellationToken, Guid? lockedOwner = null)
    {
        // Not retried: a commit whose answer was lost may have succeeded.
        var changed = await database.Once(QueryType.Update).ExecuteAsync(async token => await CommitAsync(sql, fill, lockedOwner, token), cancellationToken);
        if (changed is { } changedId)
        {
            await registry.ReloadAsync(changedId, cancellationToken);
        }

        return changed;
    }

    private async Task<int?> CommitAsync(string sql, Action<NpgsqlParameterCollection> fill, Guid? lockedOwner, CancellationToken cancellationToken)
    {
        await using var connection = await database.Query.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (lockedOwner is { } owner)
        {
            await using var lockOwner = new NpgsqlCommand(s_lockOwner, connection, transaction);
            lockOwner.Parameters.With(owner);
            await lockOwner.ExecuteNonQueryAsync(cancellationToken);
        }

#pragma warning disable CA2100 // Composed of constants.
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
            var q = QueueRegistry.Read(reader);
            var published = reader.GetInt64(17);
            var pending = reader.GetInt64(18);
            var processing = reader.GetInt64(19);
            var processed = reader.GetInt64(20);
            var failed = reader.GetInt64(21);
            var kept = reader.GetInt64(22);
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
