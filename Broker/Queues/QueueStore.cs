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

/// <summary>Queues in the database. Every change is told to all replicas by the transaction that makes it.</summary>
internal sealed class QueueStore(BrokerDatabase database, QueueRegistry registry, IOptions<QueueOptions> options, TimeProvider time)
{
    private const string Counts =
        """
        LEFT JOIN LATERAL (
            SELECT sum(published) AS published, sum(pending) AS pending, sum(processing) AS processing, sum(processed) AS processed,
                sum(failed) AS failed, sum(kept) AS kept
            FROM broker.queue_counts WHERE queue_id = q.id) c ON true
        LEFT JOIN LATERAL (
            SELECT created_at FROM broker.messages WHERE queue_id = q.id AND phase = 0 ORDER BY rank, id LIMIT 1) o ON true
        """;

    private const string Figures =
        """
        coalesce(c.published, 0)::bigint, coalesce(c.pending, 0)::bigint, coalesce(c.processing, 0)::bigint,
        coalesce(c.processed, 0)::bigint, coalesce(c.failed, 0)::bigint, coalesce(c.kept, 0)::bigint, o.created_at
        """;

    public async Task<QueueSearchResult> SearchAsync(QueueSearch search, CancellationToken cancellationToken)
    {
        List<QueueResponse> found = await CallerData.SearchAsync(() => ReadAsync(
            $"""
            SELECT {QueueRegistry.Columns}, {Figures}
            FROM (
                SELECT * FROM broker.queues s
                WHERE s.deleted_at IS NULL AND s.name > $1 COLLATE "C"
                    AND ($2 OR s.owner_id = $3 OR EXISTS (SELECT FROM broker.queue_rights r WHERE r.queue_id = s.id AND r.user_id = $3))
                    AND ($4::text IS NULL OR strpos(lower(s.name), lower($4)) > 0)
                ORDER BY s.name COLLATE "C" LIMIT $5) q
            {Counts}
            ORDER BY q.name COLLATE "C"
            """,
            parameters => parameters.With(search.After ?? "").With(search.Actor.IsOperator).With(search.Actor.UserId)
                .WithNullable(search.NameContains, NpgsqlDbType.Text).With(search.Limit + 1),
            search.Actor,
            cancellationToken));
        bool more = found.Count > search.Limit;
        if (more)
        {
            found.RemoveAt(search.Limit);
        }

        return new QueueSearchResult(found, more ? found[^1].Name : null);
    }

    /// <exception cref="QueueFault">404.</exception>
    public async Task<QueueResponse> GetAsync(int id, Actor actor, CancellationToken cancellationToken) =>
        (await ReadAsync(
            $"SELECT {QueueRegistry.Columns}, {Figures} FROM broker.queues q {Counts} WHERE q.id = $1 AND q.deleted_at IS NULL",
            parameters => parameters.With(id),
            actor,
            cancellationToken)).FirstOrDefault() ?? throw QueueFault.NoSuchQueue();

    public async Task<QueueTotals> TotalsAsync(CancellationToken cancellationToken) => (await database.ListAsync(
        """
        SELECT (SELECT count(*) FROM broker.queues WHERE deleted_at IS NULL),
            coalesce(sum(published), 0)::bigint, coalesce(sum(pending), 0)::bigint, coalesce(sum(processing), 0)::bigint,
            coalesce(sum(processed), 0)::bigint, coalesce(sum(failed), 0)::bigint
        FROM broker.queue_counts
        """,
        static _ => { },
        static reader => new QueueTotals(
            reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5)),
        cancellationToken))[0];

    /// <exception cref="QueueFault">409: the name is taken. 429: the owner has as many queues as they may.</exception>
    public async Task<int> CreateAsync(Guid owner, CreateQueueRequest queue, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        int? id;
        try
        {
            id = await CallerData.RunAsync(() => ChangeAsync(
                """
                INSERT INTO broker.queues (owner_id, created_at, updated_at, name, description, visibility_seconds, max_deliveries, delay_seconds,
                    ttl_seconds, deduplication_seconds, max_message_bytes, max_messages, keep_processed)
                SELECT $1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12
                WHERE (SELECT count(*) FROM broker.queues WHERE owner_id = $1 AND deleted_at IS NULL) < $13
                RETURNING id
                """,
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

    public async Task UpdateAsync(int id, UpdateQueueRequest? changes, bool? paused, CancellationToken cancellationToken)
    {
        UpdateQueueRequest c = changes ?? new UpdateQueueRequest();
        _ = await CallerData.RunAsync(() => ChangeAsync(
            """
            UPDATE broker.queues SET updated_at = greatest($2, updated_at + interval '1 microsecond'),
                description = CASE WHEN $3::text IS NULL THEN description ELSE nullif($3, '') END,
                visibility_seconds = coalesce($4, visibility_seconds), max_deliveries = coalesce($5, max_deliveries),
                delay_seconds = coalesce($6, delay_seconds), ttl_seconds = CASE WHEN $7::integer IS NULL THEN ttl_seconds ELSE nullif($7, 0) END,
                deduplication_seconds = coalesce($8, deduplication_seconds), max_message_bytes = coalesce($9, max_message_bytes),
                max_messages = coalesce($10, max_messages), keep_processed = coalesce($11, keep_processed), paused = coalesce($12, paused)
            WHERE id = $1 AND deleted_at IS NULL
            RETURNING id
            """,
            parameters => parameters.With(id).With(time.GetUtcNow()).WithNullable(c.Description, NpgsqlDbType.Text)
                .WithNullable(c.VisibilityTimeoutSeconds, NpgsqlDbType.Integer).WithNullable(c.MaxDeliveries, NpgsqlDbType.Integer)
                .WithNullable(c.DelaySeconds, NpgsqlDbType.Integer).WithNullable(c.TtlSeconds, NpgsqlDbType.Integer)
                .WithNullable(c.DeduplicationSeconds, NpgsqlDbType.Integer).WithNullable(c.MaxMessageBytes, NpgsqlDbType.Integer)
                .WithNullable(c.MaxMessages, NpgsqlDbType.Bigint).WithNullable(c.KeepProcessed, NpgsqlDbType.Boolean)
                .WithNullable(paused, NpgsqlDbType.Boolean),
            cancellationToken)) ?? throw QueueFault.NoSuchQueue();
    }

    /// <summary>Takes the queue away; its messages are deleted in the background.</summary>
    public async Task DeleteAsync(int id, CancellationToken cancellationToken) =>
        _ = await ChangeAsync(
            "UPDATE broker.queues SET deleted_at = $2 WHERE id = $1 AND deleted_at IS NULL RETURNING id",
            parameters => parameters.With(id).With(time.GetUtcNow()),
            cancellationToken) ?? throw QueueFault.NoSuchQueue();

    public async Task ShareAsync(int id, Guid user, Rights rights, CancellationToken cancellationToken)
    {
        string change = rights == Rights.None
            ? "DELETE FROM broker.queue_rights WHERE queue_id = $1 AND user_id = $3 AND $4 = 0"
            : """
              INSERT INTO broker.queue_rights AS r (queue_id, user_id, rights, granted_at) VALUES ($1, $3, $4, $2)
              ON CONFLICT (queue_id, user_id) DO UPDATE SET rights = excluded.rights, granted_at = excluded.granted_at
              """;
        _ = await ChangeAsync(
            $"""
            WITH share AS ({change})
            UPDATE broker.queues SET updated_at = greatest($2, updated_at + interval '1 microsecond') WHERE id = $1 AND deleted_at IS NULL RETURNING id
            """,
            parameters => parameters.With(id).With(time.GetUtcNow()).With(user).With((short)rights),
            cancellationToken) ?? throw QueueFault.NoSuchQueue();
    }

    /// <summary>Takes a user's rights away; nothing happens when there are none, or the queue is gone.</summary>
    public async Task LeaveAsync(int id, Guid user, CancellationToken cancellationToken) => _ = await ChangeAsync(
        """
        WITH share AS (DELETE FROM broker.queue_rights WHERE queue_id = $1 AND user_id = $3 RETURNING queue_id)
        UPDATE broker.queues SET updated_at = greatest($2, updated_at + interval '1 microsecond')
        WHERE id = (SELECT queue_id FROM share) AND deleted_at IS NULL RETURNING id
        """,
        parameters => parameters.With(id).With(time.GetUtcNow()).With(user),
        cancellationToken);

    public async Task<IReadOnlyList<QueueShare>> SharesAsync(int id, CancellationToken cancellationToken) => await database.ListAsync(
        "SELECT user_id, rights, granted_at FROM broker.queue_rights WHERE queue_id = $1 ORDER BY granted_at, user_id",
        parameters => parameters.With(id),
        static reader => new QueueShare(reader.GetGuid(0), ((Rights)reader.GetInt16(1)).ToList(), reader.Time(2)),
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
            // An owner's creations take turns, so that together they keep to the limit; by a statement of its own, as the next
            // one sees what was committed before it began.
            await using var turn = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtextextended($1::text, 7))", connection, transaction);
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

    private Task<List<QueueResponse>> ReadAsync(
        string sql, Action<NpgsqlParameterCollection> fill, Actor actor, CancellationToken cancellationToken) => database.ListAsync(
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
            return new QueueResponse(
                q.Id, q.Name, q.CreatedAt, q.UpdatedAt, pending + processing + failed + kept, pending, processing, processed, failed, published,
                reader.TimeOrNull(23), q.Paused, q.OwnerId, q.RightsOf(actor.UserId, actor.IsOperator).ToList(), q.Description, q.VisibilitySeconds,
                q.MaxDeliveries, q.DelaySeconds, q.TtlSeconds, q.DeduplicationSeconds, q.MaxMessageBytes, q.MaxMessages, q.KeepProcessed);
        },
        cancellationToken);
}
