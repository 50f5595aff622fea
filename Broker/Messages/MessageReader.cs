using System.Globalization;
using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Platform.Broker.Database;
using Platform.Broker.Queues;
using Platform.Broker.States;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Refusals;
using Platform.ServiceDefaults.Texts;

namespace Platform.Broker.Messages;

/// <summary>Messages as people look at them.</summary>
internal sealed class MessageReader(BrokerDatabase database, SearchGate gate, QueueRegistry registry, UnreadableRows unreadable)
{
    private const int MaxText = 500;

    // Where the number of rows stands that a page was cut from, after the columns of a message.
    private const int FoundColumn = 18;

    // A page is read, carried and shown as a whole: it ends where its contents grow large, too.
    private static readonly CompositeFormat s_bounded = CompositeFormat.Parse(
        $$"""
        SELECT * FROM (
            SELECT m.*, count(*) OVER (), octet_length(content) + coalesce(octet_length(headers), 0) AS bytes,
                sum(octet_length(content) + coalesce(octet_length(headers), 0)) OVER (ORDER BY id DESC ROWS UNBOUNDED PRECEDING) AS through
            FROM ({0}) m) m
        WHERE through <= {{MessageBytes.Max.ToString(CultureInfo.InvariantCulture)}} OR through = bytes ORDER BY id DESC
        """);

    private static readonly string s_live = BrokerSql.Files.Read<MessageReader>("live-columns");
    private static readonly string s_processed = BrokerSql.Files.Read<MessageReader>("processed-columns");

    private static readonly string s_pageOfPending = Live("page-of-pending");
    private static readonly string s_pageOfProcessing = $"SELECT * FROM ({Live("delivered")}) m ORDER BY id DESC LIMIT $3";
    private static readonly string s_pageOfProcessed = Processed("page-of-processed");
    private static readonly string s_pageOfFailed = Live("page-of-failed");
    private static readonly string s_pageOfAll =
        $"SELECT * FROM (({Live("page-of-live")}) UNION ALL ({Processed("page-of-processed")})) m ORDER BY id DESC LIMIT $3";

    private static readonly string s_byId = $"{Live("live-by-id")} UNION ALL {Processed("processed-by-id")} LIMIT 1";

    public async Task<MessagePage> SearchAsync(KnownQueue queue, MessageSearch search, CancellationToken cancellationToken)
    {
        long found = 0;
        List<MessageResponse> messages = Noted(await gate.RunAsync(
            search.Actor.UserId,
            async token => await ServiceDatabase.RowsAsync(
                database.Search,
                string.Format(CultureInfo.InvariantCulture, s_bounded, PageOf(search.Status)),
                parameters =>
                {
                    parameters.With(queue.Id).With(search.Before ?? long.MaxValue).With(search.Limit + 1);
                    if (search.Status == MessageStatus.Failed)
                    {
                        AddFilter(parameters, search.Filter);
                    }
                },
                reader =>
                {
                    found = reader.GetInt64(FoundColumn);
                    return Read(reader, queue.Definition.Name);
                },
                token),
            cancellationToken));
        if (messages.Count > search.Limit)
        {
            messages.RemoveAt(search.Limit);
        }

        return new MessagePage(messages, found > messages.Count ? messages[^1].Id : null);
    }

    /// <summary>A page of each of some queues, in one query; newest first.</summary>
    public async Task<ILookup<string, MessageResponse>> SearchAsync(
        IReadOnlyList<KnownQueue> queues, MessagePagesSearch search, CancellationToken cancellationToken)
    {
        int[] ids = [.. queues.Select(queue => queue.Id)];
        string pages =
            $"""
            SELECT m.* FROM unnest($1) AS asked (queue)
            CROSS JOIN LATERAL ({PageOf(search.Status).Replace("queue_id = $1", "queue_id = asked.queue", StringComparison.Ordinal)}) m
            """;
        long found = 0;
        List<MessageResponse?> read = await gate.RunAsync(
            search.Actor.UserId,
            async token => await ServiceDatabase.RowsAsync(
                database.Search,
                string.Format(CultureInfo.InvariantCulture, s_bounded, pages),
                parameters =>
                {
                    parameters.With<int[]>(ids).With(search.Before ?? long.MaxValue).With(search.Limit);
                    if (search.Status == MessageStatus.Failed)
                    {
                        AddFilter(parameters, null);
                    }
                },
                reader =>
                {
                    found = reader.GetInt64(FoundColumn);
                    return registry.Find(reader.GetInt32(1)) is { } queue ? Read(reader, queue.Definition.Name) : null;
                },
                token),
            cancellationToken);
        Demand.That(found <= read.Count, "limit", "The messages are too large together: ask for fewer.");
        List<MessageResponse> messages = Noted([.. read.OfType<MessageResponse>()]);
        return messages.ToLookup(message => message.QueueName, StringComparer.Ordinal);
    }

    /// <summary>A message of any queue that the actor may read; null when there is none.</summary>
    public async Task<MessageResponse?> GetAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        List<KnownQueue> queues = await registry.WithRightAsync(actor.UserId, actor.IsOperator, Rights.Read, cancellationToken);
        int[] readable = [.. queues.Select(queue => queue.Id)];
        return (await ReadAsync(s_byId, parameters => parameters.With<int[]>(readable).With(id), cancellationToken)).FirstOrDefault();
    }

    /// <exception cref="InputException">400: the filter is none that can be looked for.</exception>
    public static void Check(DeadLetterFilter? filter, string field)
    {
        Demand.That(filter?.Reason is not { Length: > MaxText }, field + ".reason", "At most 500 characters.");
        Demand.That(filter?.Group is not { Length: > MaxText }, field + ".group", "At most 500 characters.");
        Demand.Moment(filter?.FailedAfter, field + ".failed_after");
        Demand.Moment(filter?.FailedBefore, field + ".failed_before");
    }

    /// <summary>The parameters $4 to $7 of a filter over dead letters.</summary>
    public static void AddFilter(NpgsqlParameterCollection parameters, DeadLetterFilter? filter) => parameters
        .WithNullable(filter?.Reason is { } reason ? StorableText.Normalise(reason) : null, NpgsqlDbType.Text)
        .WithNullable(filter?.Group, NpgsqlDbType.Text)
        .WithNullable(filter?.FailedAfter is { } after ? Rank.Of(after) : null, NpgsqlDbType.Bigint)
        .WithNullable(filter?.FailedBefore is { } before ? Rank.Of(before) : null, NpgsqlDbType.Bigint);

    private static string PageOf(MessageStatus? status) => status switch
    {
        null => s_pageOfAll,
        MessageStatus.Pending => s_pageOfPending,
        MessageStatus.Processing => s_pageOfProcessing,
        MessageStatus.Processed => s_pageOfProcessed,
        _ => s_pageOfFailed,
    };

    private static string Live(string which) => $"SELECT {s_live} {BrokerSql.Files.Read<MessageReader>(which)}";

    private static string Processed(string which) => $"SELECT {s_processed} {BrokerSql.Files.Read<MessageReader>(which)}";

    private async Task<List<MessageResponse>> ReadAsync(string sql, Action<NpgsqlParameterCollection> fill, CancellationToken cancellationToken) => Noted(
    [
        .. (await database.ListAsync(
            sql,
            fill,
            reader => registry.Find(reader.GetInt32(1)) is { } queue ? Read(reader, queue.Definition.Name) : null,
            cancellationToken)).OfType<MessageResponse>(),
    ]);

    private List<MessageResponse> Noted(List<MessageResponse> messages)
    {
        foreach (MessageResponse message in messages.Where(message => message.Unreadable == true))
        {
            unreadable.Note(BrokerRowKinds.Message, message.Id);
        }

        return messages;
    }

    private static MessageResponse Read(NpgsqlDataReader reader, string queue)
    {
        var phase = (Phase)reader.GetInt16(2);
        DateTimeOffset? rank = phase is Phase.Delivered or Phase.Delayed or Phase.Failed ? Rank.ToTime(reader.GetInt64(14)) : null;

        // A row that cannot be given back must not keep the others from being shown.
        bool isReadable = ReadableJson.TryParse(reader.GetFieldValue<byte[]>(3), out JsonElement content) & MessageJson.IsKnownType(reader.GetInt16(4));
        IReadOnlyDictionary<string, string>? headers = null;
        if (!reader.IsDBNull(8))
        {
            isReadable &= MessageJson.TryReadHeaders(reader.GetFieldValue<byte[]>(8), out headers);
        }

        return new MessageResponse(
            reader.GetInt64(0),
            queue,
            phase.ToStatus(),
            isReadable ? content : ReadableJson.Null,
            MessageJson.TypeName(reader.GetInt16(4)),
            reader.Time(5),
            reader.GetInt32(6),
            reader.GetInt16(7),
            headers,
            reader.TextOrNull(9),
            reader.TextOrNull(10),
            phase == Phase.Delayed ? rank : reader.TimeOrNull(11),
            reader.TimeOrNull(12),
            reader.TimeOrNull(13),
            phase == Phase.Delivered ? rank : null,
            phase == Phase.Failed ? rank : reader.TimeOrNull(17),
            reader.TextOrNull(15),
            null,
            reader.TextOrNull(16),
            isReadable ? null : true);
    }
}
