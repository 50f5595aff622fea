using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts.Internal;
using Platform.Operations.Database;
using Platform.Operations.Secrets;
using Platform.Operations.States;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Operations.Channels;

/// <summary>Stores channels, whose secrets are encrypted and never given back, and reads the log of deliveries.</summary>
internal sealed class ChannelStore(OperationsDatabase database, SecretBox secrets, IOptions<ChannelOptions> options, TimeProvider time)
{
    private static readonly string s_list = OperationsSql.Files.Read<ChannelStore>("list");
    private static readonly string s_insert = OperationsSql.Files.Read<ChannelStore>("insert");
    private static readonly string s_update = OperationsSql.Files.Read<ChannelStore>("update");
    private static readonly string s_delete = OperationsSql.Files.Read<ChannelStore>("delete");
    private static readonly string s_test = OperationsSql.Files.Read<ChannelStore>("test");
    private static readonly string s_deliveries = OperationsSql.Files.Read<ChannelStore>("deliveries");

    /// <summary>Reads the channels by name.</summary>
    public Task<List<ChannelRecord>> ListAsync(CancellationToken cancellationToken) => database.ListAsync(s_list, static _ => { }, Read, cancellationToken);

    /// <summary>Adds a channel.</summary>
    /// <exception cref="InputException">409: the name is taken; 429: there are as many channels as there may be.</exception>
    public async Task<ChannelRecord> AddAsync(ChannelSettings settings, string? secret, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow());
        if (await ExecuteAsync(QueryType.Insert, s_insert, parameters => Fill(parameters, id, settings, secret).With(options.Value.Most), cancellationToken) == 0)
        {
            throw new InputException(null, "There are as many channels as there may be: delete one first.", StatusCodes.Status429TooManyRequests, "quota_exceeded");
        }

        return await GetAsync(id, cancellationToken);
    }

    /// <summary>Replaces the settings of a channel, and the secret if one is given.</summary>
    /// <exception cref="InputException">404: there is none; 409: the name is taken, or the channel has changed since it was read.</exception>
    public async Task<ChannelRecord> ReplaceAsync(Guid id, long revision, ChannelSettings settings, string? secret, CancellationToken cancellationToken)
    {
        if (await ExecuteAsync(QueryType.Update, s_update, parameters => Fill(parameters, id, settings, secret).With(revision), cancellationToken) > 0)
        {
            return await GetAsync(id, cancellationToken);
        }

        var known = await GetAsync(id, cancellationToken);
        Demand.That(known.Settings.Kind == settings.Kind, "settings.kind", "The kind of a channel stays.");
        throw new InputException(null, "The channel was changed since it was read.", StatusCodes.Status409Conflict, "precondition_failed");
    }

    /// <summary>Removes a channel with its secret.</summary>
    /// <exception cref="InputException">404: there is none.</exception>
    public async Task DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await ExecuteAsync(QueryType.Update, s_delete, parameters => parameters.With(id).With(time.GetUtcNow()), cancellationToken) == 0)
        {
            throw NoSuchChannel();
        }
    }

    /// <summary>Queues a test; nothing happens if one waits already.</summary>
    /// <exception cref="InputException">404: there is no such channel.</exception>
    public async Task TestAsync(Guid id, CancellationToken cancellationToken)
    {
        _ = await GetAsync(id, cancellationToken);
        var now = time.GetUtcNow();
        await ExecuteAsync(QueryType.Insert, s_test, parameters => parameters.With(Guid.CreateVersion7(now)).With(id).With(now), cancellationToken);
    }

    /// <summary>Reads a page of deliveries, newest first.</summary>
    public async Task<SearchDeliveriesReply> DeliveriesAsync(Guid? channel, Guid? before, int limit, CancellationToken cancellationToken)
    {
        var found = await database.ListAsync(
            s_deliveries,
            parameters => parameters.WithNullable(channel, NpgsqlDbType.Uuid).WithNullable(before, NpgsqlDbType.Uuid).With(limit + 1),
            ReadDelivery,
            cancellationToken);
        return new SearchDeliveriesReply { Deliveries = { found.Take(limit) }, More = found.Count > limit };
    }

    private async Task<ChannelRecord> GetAsync(Guid id, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).Find(channel => channel.Id.ToGuid() == id) ?? throw NoSuchChannel();

    private async Task<int> ExecuteAsync(QueryType type, string sql, Action<NpgsqlParameterCollection> fill, CancellationToken cancellationToken)
    {
        try
        {
            return await CallerData.RunAsync(() => database.Once(type).ExecuteAsync(
                async token =>
                {
#pragma warning disable CA2100 // One of the statements above.
                    await using var command = database.Query.CreateCommand(sql);
#pragma warning restore CA2100
                    fill(command.Parameters);
                    return await command.ExecuteNonQueryAsync(token);
                },
                cancellationToken).AsTask());
        }
        catch (InputException fault) when (fault.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            throw new InputException(null, "There is a channel of this name already.", StatusCodes.Status409Conflict, "conflict");
        }
    }

    private NpgsqlParameterCollection Fill(NpgsqlParameterCollection parameters, Guid id, ChannelSettings settings, string? secret) => parameters
        .With(id).With(time.GetUtcNow()).With(settings.Name).With((short)settings.Kind).With(settings.Enabled).With((short)settings.LeastSeverity)
        .With(settings.EscalationsOnly).WithNullable(settings.HasQuietFrom ? (short?)settings.QuietFrom : null, NpgsqlDbType.Smallint)
        .WithNullable(settings.HasQuietTo ? (short?)settings.QuietTo : null, NpgsqlDbType.Smallint).With(settings.TimeZone)
        .WithNullable(settings.HasAddress ? settings.Address : null, NpgsqlDbType.Text).WithNullable(settings.HasRecipient ? settings.Recipient : null, NpgsqlDbType.Text)
        .WithNullable(secret is null ? null : secrets.Seal(secret, id), NpgsqlDbType.Bytea);

    private static InputException NoSuchChannel() => new(null, "There is no such channel.", StatusCodes.Status404NotFound, "not_found");

    private static ChannelRecord Read(NpgsqlDataReader reader)
    {
        var settings = new ChannelSettings
        {
            Name = reader.GetString(1),
            Kind = (ChannelKind)reader.GetInt16(2),
            Enabled = reader.GetBoolean(3),
            LeastSeverity = (IncidentPriority)reader.GetInt16(4),
            EscalationsOnly = reader.GetBoolean(5),
            TimeZone = reader.GetString(8),
        };
        if (reader.ShortOrNull(6) is { } from && reader.ShortOrNull(7) is { } to)
        {
            settings.QuietFrom = from;
            settings.QuietTo = to;
        }

        if (reader.TextOrNull(9) is { } address)
        {
            settings.Address = address;
        }

        if (reader.TextOrNull(10) is { } recipient)
        {
            settings.Recipient = recipient;
        }

        return new ChannelRecord
        {
            Id = reader.GetGuid(0).ToBytes(),
            Settings = settings,
            HasSecret = reader.GetBoolean(11),
            Revision = reader.GetInt64(12),
            UpdatedAt = Timestamp.FromDateTimeOffset(reader.Time(13)),
        };
    }

    private static DeliveryRecord ReadDelivery(NpgsqlDataReader reader)
    {
        var delivery = new DeliveryRecord
        {
            Id = reader.GetGuid(0).ToBytes(),
            ChannelId = reader.GetGuid(1).ToBytes(),
            Channel = reader.GetString(2),
            News = NewsWords.NameOf((NewsKind)reader.GetInt16(4)),
            Outcome = (DeliveryOutcome)reader.GetInt16(5),
            Attempts = reader.GetInt32(6),
            CreatedAt = Timestamp.FromDateTimeOffset(reader.Time(9)),
            EndedAt = reader.TimeOrNull(10) is { } ended ? Timestamp.FromDateTimeOffset(ended) : null,
        };
        if (!reader.IsDBNull(3))
        {
            delivery.Incident = reader.GetInt64(3);
        }

        if (reader.IntOrNull(7) is { } status)
        {
            delivery.StatusCode = status;
        }

        if (reader.TextOrNull(8) is { } error)
        {
            delivery.Error = error;
        }

        return delivery;
    }
}
