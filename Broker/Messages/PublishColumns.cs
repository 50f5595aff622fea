using Npgsql;
using NpgsqlTypes;
using Platform.Broker.Database;
using Platform.ServiceDefaults.Database;

namespace Platform.Broker.Messages;

/// <summary>The columns of a commit's new messages, as arrays for <c>unnest</c>. Used again for each commit of a lane.</summary>
internal sealed class PublishColumns
{
    private static readonly string s_insertPlain = BrokerSql.Files.Read<PublishColumns>("insert-plain");
    private static readonly string s_countPlain = BrokerSql.Files.Read<PublishColumns>("count-plain");
    private static readonly string s_insertFull = BrokerSql.Files.Read<PublishColumns>("insert-full");

    private readonly List<int> _queue = [];
    private readonly List<short> _type = [];
    private readonly List<byte[]> _content = [];
    private readonly List<string?> _trace = [];
    private readonly List<byte[]?> _headers = [];
    private readonly List<short> _priority = [];
    private readonly List<DateTimeOffset?> _available = [];
    private readonly List<DateTimeOffset?> _expires = [];
    private readonly List<string?> _group = [];
    private readonly List<string?> _key = [];
    private readonly List<DateTimeOffset?> _keyExpires = [];
    private readonly List<int> _countedQueue = [];
    private readonly List<int> _countedMessages = [];
    private readonly SortedSet<long> _locks = [];

    /// <summary>The messages in the order of the columns.</summary>
    public List<NewMessage> Messages { get; } = [];

    public void Clear()
    {
        Messages.Clear();
        _queue.Clear();
        _type.Clear();
        _content.Clear();
        _trace.Clear();
        _headers.Clear();
        _priority.Clear();
        _available.Clear();
        _expires.Clear();
        _group.Clear();
        _key.Clear();
        _keyExpires.Clear();
        _countedQueue.Clear();
        _countedMessages.Clear();
        _locks.Clear();
    }

    public void AddPlain(int queueId, string? trace, NewMessage message)
    {
        Messages.Add(message);
        _queue.Add(queueId);
        _type.Add(message.ContentType);
        _content.Add(message.Content);
        _trace.Add(trace);
        if (_countedQueue.Count > 0 && _countedQueue[^1] == queueId)
        {
            _countedMessages[^1]++;
        }
        else
        {
            _countedQueue.Add(queueId);
            _countedMessages.Add(1);
        }
    }

    public void AddFull(int queueId, string? trace, NewMessage message, DateTimeOffset keyExpires)
    {
        AddPlain(queueId, trace, message);
        _headers.Add(message.Headers);
        _priority.Add(message.Priority);
        _available.Add(message.AvailableAt);
        _expires.Add(message.ExpiresAt);
        _group.Add(message.Group);
        _key.Add(message.DeduplicationId);
        _keyExpires.Add(message.DeduplicationId is null ? null : keyExpires);
        if (message.Group is { } group)
        {
            _locks.Add(GroupOrder.LockOf(queueId, group));
        }
    }

    public void AppendPlain(NpgsqlBatch batch, DateTimeOffset now, short slot)
    {
        var insert = new NpgsqlBatchCommand(s_insertPlain);
        AddCommon(insert.Parameters, now);
        batch.BatchCommands.Add(insert);
        var count = new NpgsqlBatchCommand(s_countPlain);
        count.Parameters.With(slot)
            .With(_countedQueue, NpgsqlDbType.Array | NpgsqlDbType.Integer)
            .With(_countedMessages, NpgsqlDbType.Array | NpgsqlDbType.Integer);
        batch.BatchCommands.Add(count);
    }

    /// <summary>The locks of the groups, before anything else that another publisher may wait for while it holds one of them.</summary>
    public void AppendLocks(NpgsqlBatch batch)
    {
        var locks = new NpgsqlBatchCommand(GroupOrder.Lock);
        locks.Parameters.With<long[]>([.. _locks]);
        batch.BatchCommands.Add(locks);
    }

    public void AppendFull(NpgsqlBatch batch, DateTimeOffset now, short slot)
    {
        var insert = new NpgsqlBatchCommand(s_insertFull);
        AddCommon(insert.Parameters, now);
        insert.Parameters
            .With(_headers, NpgsqlDbType.Array | NpgsqlDbType.Bytea)
            .With(_priority, NpgsqlDbType.Array | NpgsqlDbType.Smallint)
            .With(_available, NpgsqlDbType.Array | NpgsqlDbType.TimestampTz)
            .With(_expires, NpgsqlDbType.Array | NpgsqlDbType.TimestampTz)
            .With(_group, NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With(_key, NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With(_keyExpires, NpgsqlDbType.Array | NpgsqlDbType.TimestampTz)
            .With(slot);
        batch.BatchCommands.Add(insert);
    }

    /// <summary>Whether any message is of a group.</summary>
    public bool HasLocks => _locks.Count > 0;

    /// <summary>Those that an earlier message of their deduplication id kept out.</summary>
    public List<(int QueueId, NewMessage Message)> Unstored() =>
        [.. Messages.Select((message, i) => (_queue[i], message)).Where(one => one.message.Id == 0)];

    private void AddCommon(NpgsqlParameterCollection parameters, DateTimeOffset now) => parameters
        .With(now)
        .With(_queue, NpgsqlDbType.Array | NpgsqlDbType.Integer)
        .With(_type, NpgsqlDbType.Array | NpgsqlDbType.Smallint)
        .With(_content, NpgsqlDbType.Array | NpgsqlDbType.Bytea)
        .With(_trace, NpgsqlDbType.Array | NpgsqlDbType.Text);
}
