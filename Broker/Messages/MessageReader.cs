using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Platform.Broker.Database;
using Platform.Broker.Queues;
using Platform.Broker.States;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Refusals;
using Platform.ServiceDefaults.Texts;

namespace Platform.Broker.Messages;

/// <summary>Reads messages for display, with their contents and status.</summary>
internal sealed class MessageReader(BrokerDatabase database, SearchGate gate, QueueRegistry registry, UnreadableRows unreadable)
{
    private const int MaxText = 500;

    // The column with the number of rows before the page was cut, after the columns of a message.
    private const int FoundColumn = 18;

    // A page is kept in memory and shown as a whole, so it is also limited in bytes.
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

    /// <summary>Reads a page of the messages of a queue, newest first.</summary>
    public async Task<SearchMessagesReply> SearchAsync(KnownQueue queue, SearchMessagesRequest search, ActingUser user, CancellationToken cancellationToken)
    {
        MessageState? state = search.HasState ? search.State : null;
        var found = 0L;
        var messages = ReportUnreadable(await gate.RunAsync(
            user.Id,
            async token => await ServiceDatabase.RowsAsync(
                database.Search,
                string.Format(CultureInfo.InvariantCulture, s_bounded, PageOf(state)),
                parameters =>
                {
                    parameters.With(queue.Id).With(search.Before ?? long.MaxValue).With(search.Limit + 1);
                    if (state == MessageState.Failed)
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

        return new SearchMessagesReply { Messages = { messages }, Next = found > messages.Count ? messages[^1].Id : null };
    }

    /// <summary>Reads a page of each of several queues in one query, newest first.</summary>
    /// <exception cref="InputException">The messages are too large together (400).</exception>
    public async Task<ILookup<string, MessageRecord>> SearchAsync(
        IReadOnlyList<KnownQueue> queues, SearchMessagePagesRequest search, ActingUser user, CancellationToken cancellationToken)
    {
        MessageState? state = search.HasState ? search.State : null;
        int[] ids = [.. queues.Select(queue => queue.Id)];
        var pages =
            $"""
            SELECT m.* FROM unnest($1) AS asked (queue)
            CROSS JOIN LATERAL ({PageOf(state).Replace("queue_id = $1", "queue_id = asked.queue", StringComparison.Ordinal)}) m
            """;
        var found = 0L;
        var read = await gate.RunAsync(
            user.Id,
            async token => await ServiceDatabase.RowsAsync(
                database.Search,
                string.Format(CultureInfo.InvariantCulture, s_bounded, pages),
                parameters =>
                {
                    parameters.With<int[]>(ids).With(search.Before ?? long.MaxValue).With(search.Limit);
                    if (state == MessageState.Failed)
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
        var messages = ReportUnreadable([.. read.OfType<MessageRecord>()]);
        return messages.ToLookup(message => message.QueueName, StringComparer.Ordinal);
    }

    /// <summary>Reads a message of any queue that the user may read; null if it does not exist.</summary>
    public async Task<MessageRecord?> GetAsync(long id, ActingUser user, CancellationToken cancellationToken)
    {
        var queues = await registry.WithRightAsync(user.Id, user.IsOperator, Rights.Read, cancellationToken);
        int[] readable = [.. queues.Select(queue => queue.Id)];
        return (await ReadAsync(s_byId, parameters => parameters.With<int[]>(readable).With(id), cancellationToken)).FirstOrDefault();
    }

    /// <summary>Checks a filter.</summary>
    /// <exception cref="InputException">The filter is invalid (400).</exception>
    public static void Check(FailedMessageFilter? filter, string field)
    {
        Demand.That(filter?.Reason is not { Length: > MaxText }, field + ".reason", "At most 500 characters.");
        Demand.That(filter?.Group is not { Length: > MaxText }, field + ".group", "At most 500 characters.");
        Demand.Moment(filter?.FailedAfter?.ToDateTimeOffset(), field + ".failed_after");
        Demand.Moment(filter?.FailedBefore?.ToDateTimeOffset(), field + ".failed_before");
    }

    /// <summary>Adds the parameters $4 to $7 of a filter of dead letters.</summary>
    public static void AddFilter(NpgsqlParameterCollection parameters, FailedMessageFilter? filter) => parameters
        .WithNullable(filter?.Reason is { } reason ? StorableText.Normalise(reason) : null, NpgsqlDbType.Text)
        .WithNullable(filter?.Group, NpgsqlDbType.Text)
        .WithNullable(filter?.FailedAfter is { } after ? Rank.Of(after.ToDateTimeOffset()) : null, NpgsqlDbType.Bigint)
        .WithNullable(filter?.FailedBefore is { } before ? Rank.Of(before.ToDateTimeOffset()) : null, NpgsqlDbType.Bigint);

    private static string PageOf(MessageState? state) => state switch
    {
        null => s_pageOfAll,
        MessageState.Pending => s_pageOfPending,
        MessageState.Processing => s_pageOfProcessing,
        MessageState.Processed => s_pageOfProcessed,
        _ => s_pageOfFailed,
    };

    private static string Live(string which) => $"SELECT {s_live} {BrokerSql.Files.Read<MessageReader>(which)}";

    private static string Processed(string which) => $"SELECT {s_processed} {BrokerSql.Files.Read<MessageReader>(which)}";

    private async Task<List<MessageRecord>> ReadAsync(string sql, Action<NpgsqlParameterCollection> fill, CancellationToken cancellationToken) => ReportUnreadable(
    [
        .. (await database.ListAsync(
            sql,
            fill,
            reader => registry.Find(reader.GetInt32(1)) is { } queue ? Read(reader, queue.Definition.Name) : null,
            cancellationToken)).OfType<MessageRecord>(),
    ]);

    private List<MessageRecord> ReportUnreadable(List<MessageRecord> messages)
    {
        foreach (var message in messages.Where(message => message.Unreadable))
        {
            unreadable.Note(BrokerRowKinds.Message, message.Id);
        }

        return messages;
    }

    private static MessageRecord Read(NpgsqlDataReader reader, string queue)
    {
        var phase = (Phase)reader.GetInt16(2);
        DateTimeOffset? rank = phase is Phase.Delivered or Phase.Delayed or Phase.Failed ? Rank.ToTime(reader.GetInt64(14)) : null;

        // An unreadable row is returned without its content, so that it does not make the whole list fail.
        var content = reader.GetFieldValue<byte[]>(3);
        var headers = reader.IsDBNull(8) ? null : reader.GetFieldValue<byte[]>(8);
        var isContentReadable = ReadableJson.IsReadable(content) && MessageJson.IsKnownType(reader.GetInt16(4));
        var areHeadersReadable = headers is null || MessageJson.AreHeaders(headers);
        var message = new MessageRecord
        {
            Id = reader.GetInt64(0),
            QueueName = queue,
            State = phase.ToState(),
            ContentType = MessageJson.IsKnownType(reader.GetInt16(4)) ? (MessageContentType)reader.GetInt16(4) : MessageContentType.Binary,
            CreatedAt = MessageRecords.ToTimestamp(reader.Time(5)),
            DeliveryCount = reader.GetInt32(6),
            Priority = reader.GetInt16(7),
            AvailableAt = MessageRecords.ToTimestamp(phase == Phase.Delayed ? rank : reader.TimeOrNull(11)),
            ExpiresAt = MessageRecords.ToTimestamp(reader.TimeOrNull(12)),
            DeliveredAt = MessageRecords.ToTimestamp(reader.TimeOrNull(13)),
            VisibleAt = MessageRecords.ToTimestamp(phase == Phase.Delivered ? rank : null),
            FinishedAt = MessageRecords.ToTimestamp(phase == Phase.Failed ? rank : reader.TimeOrNull(17)),
            Unreadable = !isContentReadable || !areHeadersReadable,
        };
        if (!message.Unreadable)
        {
            message.Content = MessageRecords.Wrap(content);
        }

        if (reader.TextOrNull(15) is { } failure)
        {
            message.FailureReason = failure;
        }

        message.SetOptional(areHeadersReadable ? headers : null, reader.TextOrNull(9), reader.TextOrNull(10), reader.TextOrNull(16));
        return message;
    }
}
