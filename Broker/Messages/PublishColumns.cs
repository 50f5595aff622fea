using Npgsql;
using NpgsqlTypes;
using Platform.Broker.Database;
using Platform.ServiceDefaults.Database;

namespace Platform.Broker.Messages;

/// <summary>The columns of a commit's new messages. Used again for each commit of a lane.</summary>
internal sealed class PublishColumns
{
    private static readonly string s_insertPlain = BrokerSql.Files.Read<PublishColumns>("insert-plain");
    private static readonly string s_countPlain = BrokerSql.Files.Read<PublishColumns>("count-plain");
    private static readonly string s_insertFull = BrokerSql.Files.Read<PublishColumns>("insert-full");

    private readonly RowColumns<MessageRow> _common = new RowColumns<MessageRow>()
        .With(NpgsqlDbType.Integer, static row => row.QueueId)
        .With(NpgsqlDbType.Smallint, static row => row.Message.ContentType)
        .With(NpgsqlDbType.Bytea, static row => row.Message.Content)
        .With(NpgsqlDbType.Text, static row => row.Trace);

    // What most messages leave empty.
    private readonly RowColumns<MessageRow> _seldom = new RowColumns<MessageRow>()
        .With(NpgsqlDbType.Bytea, static row => row.Message.Headers)
        .With(NpgsqlDbType.Smallint, static row => row.Message.Priority)
        .With(NpgsqlDbType.TimestampTz, static row => row.Message.AvailableAt)
        .With(NpgsqlDbType.TimestampTz, static row => row.Message.ExpiresAt)
        .With(NpgsqlDbType.Text, static row => row.Message.Group)
        .With(NpgsqlDbType.Text, static row => row.Message.DeduplicationId)
        .With<DateTimeOffset?>(NpgsqlDbType.TimestampTz, static row => row.Message.DeduplicationId is null ? null : row.KeyExpires);

    private readonly List<int> _queues = [];
    private readonly List<int> _countedQueue = [];
    private readonly List<int> _countedMessages = [];
    private readonly SortedSet<long> _locks = [];

    /// <summary>The messages in the order of the columns.</summary>
    public List<NewMessage> Messages { get; } = [];

    public void Clear()
    {
        Messages.Clear();
        _common.Clear();
        _seldom.Clear();
        _queues.Clear();
        _countedQueue.Clear();
        _countedMessages.Clear();
        _locks.Clear();
    }

    public void AddPlain(int queueId, string? trace, NewMessage message) => AddCommon(new MessageRow(queueId, trace, message, default));

    public void AddFull(int queueId, string? trace, NewMessage message, DateTimeOffset keyExpires)
    {
        var row = new MessageRow(queueId, trace, message, keyExpires);
        AddCommon(row);
        _seldom.Add(row);
        if (message.Group is { } group)
        {
            _locks.Add(GroupOrder.LockOf(queueId, group));
        }
    }

    public void AppendPlain(NpgsqlBatch batch, DateTimeOffset now, short slot)
    {
        var insert = new NpgsqlBatchCommand(s_insertPlain);
        insert.Parameters.With(now);
        _common.AddTo(insert.Parameters);
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
        insert.Parameters.With(now);
        _common.AddTo(insert.Parameters);
        _seldom.AddTo(insert.Parameters);
        insert.Parameters.With(slot);
        batch.BatchCommands.Add(insert);
    }

    /// <summary>Whether any message is of a group.</summary>
    public bool HasLocks => _locks.Count > 0;

    /// <summary>Those that an earlier message of their deduplication id kept out.</summary>
    public List<(int QueueId, NewMessage Message)> Unstored() =>
        [.. Messages.Select((message, i) => (_queues[i], message)).Where(one => one.message.Id == 0)];

    private void AddCommon(MessageRow row)
    {
        Messages.Add(row.Message);
        _queues.Add(row.QueueId);
        _common.Add(row);
        if (_countedQueue.Count > 0 && _countedQueue[^1] == row.QueueId)
        {
            _countedMessages[^1]++;
        }
        else
        {
            _countedQueue.Add(row.QueueId);
            _countedMessages.Add(1);
        }
    }

    /// <summary>A message with what else its row has.</summary>
    /// <param name="QueueId">Its queue.</param>
    /// <param name="Trace">Parent of its trace.</param>
    /// <param name="Message">The message.</param>
    /// <param name="KeyExpires">When its deduplication id is forgotten, if it has one.</param>
    private readonly record struct MessageRow(int QueueId, string? Trace, NewMessage Message, DateTimeOffset KeyExpires);
}
