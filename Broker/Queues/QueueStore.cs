using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Platform.Broker.Database;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Database;
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

    /// <summary>Reads a page of the queues that the actor may see, by name.</summary>
    public async Task<QueueSearchResult> SearchAsync(QueueSearch search, CancellationToken cancellationToken)
    {
        var found = await CallerData.SearchAsync(() => ReadAsync(
            s_search,
            parameters => parameters.With(search.After ?? "").With(search.Actor.IsOperator).With(search.Actor.UserId)
                .WithNullable(search.NameContains, NpgsqlDbType.Text).With(search.Limit + 1),
            search.Actor,
            cancellationToken));
        var more = found.Count > search.Limit;
        if (more)
        {
            found.RemoveAt(search.Limit);
        }

        return new QueueSearchResult(found, more ? found[^1].Name : null);
    }

    /// <summary>Reads a queue with its counts.</summary>
    /// <exception cref="QueueFault">There is no such queue (404).</exception>
    public async Task<QueueResponse> GetAsync(int id, Actor actor, CancellationToken cancellationToken) =>
        (await ReadAsync(
            s_get,
            parameters => parameters.With(id),
            actor,
            cancellationToken)).FirstOrDefault() ?? throw QueueFault.NoSuchQueue();

    /// <summary>Reads the counts of all queues together.</summary>
    public async Task<QueueTotals> TotalsAsync(CancellationToken cancellationToken) => (await database.ListAsync(
        s_totals,
        static _ => { },
        static reader => new QueueTotals(
            reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5)),
        cancellationToken))[0];

    /// <summary>Creates a queue.</summary>
    /// <returns>The id of the queue.</returns>
    /// <exception cref="QueueFault">The name is taken (409), or the owner has the maximum number of queues (429).</exception>
    public async Task<int> CreateAsync(Guid owner, CreateQueueRequest queue, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        int? id;
        try
        {
            id = await CallerData.RunAsync(() => ChangeAsync(
                s_create,
                parameters => parameters.With(owner).With(now).With(queue.Name).WithNullable(queue.Description, NpgsqlDbType.Text)
                    .With(queue.VisibilityTimeoutSeconds ?? 30).With(queue.MaxDeliveries ?? 5).With(queue.DelaySeconds ?? 0)
                    .WithNullable(queue.TtlSeconds is > 0 ? queue.TtlSeconds : null, NpgsqlDbType.Integer)
                    .With(queue.DeduplicationSeconds ?? 300).With(queue.MaxMessageBytes ?? 262_144).With(queue.MaxMessages ?? 10_000_000)
                    .With(queue.KeepProcessed ?? true).With(options.Value.PerUser),
                cancellationToken,
                owner));
        }
        catch (InputException fault) when (fault.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            throw new QueueFault(StatusCodes.Status409Conflict, "queue_exists", "There is a queue of this name already.");
        }

        return id ?? throw new QueueFault(
            StatusCodes.Status429TooManyRequests,
            "quota_exceeded",
            string.Create(CultureInfo.InvariantCulture, $"There are {options.Value.PerUser} queues already; delete one first."));
    }

    /// <summary>Changes settings; null leaves a setting as it is.</summary>
    /// <exception cref="QueueFault">There is no such queue (404).</exception>
    public async Task UpdateAsync(int id, UpdateQueueRequest? changes, bool? paused, CancellationToken cancellationToken)
    {
        var c = changes ?? new UpdateQueueRequest();
        _ = await CallerData.RunAsync(() => ChangeAsync(
            s_update,
            parameters => parameters.With(id).With(time.GetUtcNow()).WithNullable(c.Description, NpgsqlDbType.Text)
                .WithNullable(c.VisibilityTimeoutSeconds, NpgsqlDbType.Integer).WithNullable(c.MaxDeliveries, NpgsqlDbType.Integer)
                .WithNullable(c.DelaySeconds, NpgsqlDbType.Integer).WithNullable(c.TtlSeconds, NpgsqlDbType.Integer)
                .WithNullable(c.DeduplicationSeconds, NpgsqlDbType.Integer).WithNullable(c.MaxMessageBytes, NpgsqlDbType.Integer)
                .WithNullable(c.MaxMessages, NpgsqlDbType.Bigint).WithNullable(c.KeepProcessed, NpgsqlDbType.Boolean)
                .WithNullable(paused, NpgsqlDbType.Boolean),
            cancellationToken)) ?? throw QueueFault.NoSuchQueue();
    }

    /// <summary>Deletes a queue. Its messages are deleted in the background.</summary>
    /// <exception cref="QueueFault">There is no such queue (404).</exception>
    public async Task DeleteAsync(int id, CancellationToken cancellationToken) =>
        _ = await ChangeAsync(
            s_delete,
            parameters => parameters.With(id).With(time.GetUtcNow()),
            cancellationToken) ?? throw QueueFault.NoSuchQueue();

    /// <summary>Sets the rights of a user; no rights remove the user.</summary>
    /// <exception cref="QueueFault">There is no such queue (404).</exception>
    public async Task ShareAsync(int id, Guid user, Rights rights, CancellationToken cancellationToken) =>
        _ = await ChangeAsync(
            rights == Rights.None ? s_unshare : s_share,
            parameters => parameters.With(id).With(time.GetUtcNow()).With(user).With((short)rights),
            cancellationToken) ?? throw QueueFault.NoSuchQueue();

    /// <summary>Removes the rights of a user. It does nothing if there are none, or if the queue does not exist.</summary>
    public async Task LeaveAsync(int id, Guid user, CancellationToken cancellationToken) => _ = await ChangeAsync(
        s_leave,
        parameters => parameters.With(id).With(time.GetUtcNow()).With(user),
        cancellationToken);

    /// <summary>Reads the users with rights to a queue.</summary>
    public async Task<IReadOnlyList<QueueShare>> SharesAsync(int id, CancellationToken cancellationToken) => await database.ListAsync(
        s_shares,
        parameters => parameters.With(id),
        static reader => new QueueShare(reader.GetGuid(0), ((Rights)reader.GetInt16(1)).ToList(), reader.Time(2)),
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

    private Task<List<QueueResponse>> ReadAsync(
        string sql, Action<NpgsqlParameterCollection> fill, Actor actor, CancellationToken cancellationToken) => database.ListAsync(
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
            return new QueueResponse(
                q.Id, q.Name, q.CreatedAt, q.UpdatedAt, pending + processing + failed + kept, pending, processing, processed, failed, published,
                reader.TimeOrNull(23), q.Paused, q.OwnerId, q.RightsOf(actor.UserId, actor.IsOperator).ToList(), q.Description, q.VisibilitySeconds,
                q.MaxDeliveries, q.DelaySeconds, q.TtlSeconds, q.DeduplicationSeconds, q.MaxMessageBytes, q.MaxMessages, q.KeepProcessed);
        },
        cancellationToken);
}
