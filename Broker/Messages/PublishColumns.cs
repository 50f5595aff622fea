using Npgsql;
using NpgsqlTypes;
using Platform.Broker.Database;
using Platform.ServiceDefaults.Database;

namespace Platform.Broker.Messages;

/// <summary>Collects new messages as columns for one insert. A lane reuses it for each commit. Not thread-safe.</summary>
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

    // The columns that most messages leave empty.
    private readonly RowColumns<MessageRow> _optional = new RowColumns<MessageRow>()
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

    /// <summary>The messages in the order of the rows.</summary>
    public List<NewMessage> Messages { get; } = [];

    /// <summary>Removes all messages.</summary>
    public void Clear()
    {
        Messages.Clear();
        _common.Clear();
        _optional.Clear();
        _queues.Clear();
        _countedQueue.Clear();
        _countedMessages.Clear();
        _locks.Clear();
    }

    /// <summary>Adds a message that has none of the optional columns.</summary>
    public void AddPlain(int queueId, string? trace, NewMessage message) => AddCommon(new MessageRow(queueId, trace, message, default));

    /// <summary>Adds a message with all its columns.</summary>
    public void AddFull(int queueId, string? trace, NewMessage message, DateTimeOffset keyExpires)
    {
        var row = new MessageRow(queueId, trace, message, keyExpires);
        AddCommon(row);
        _optional.Add(row);
        if (message.Group is { } group)
        {
            _locks.Add(GroupOrder.LockOf(queueId, group));
        }
    }

    /// <summary>Adds the commands that insert and count messages added by <see cref="AddPlain"/>.</summary>
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

    /// <summary>Adds the command that takes the locks of groups. It must come first: another publisher may hold such a lock and wait for what follows.</summary>
    public void AppendLocks(NpgsqlBatch batch)
    {
        var locks = new NpgsqlBatchCommand(GroupOrder.Lock);
        locks.Parameters.With<long[]>([.. _locks]);
        batch.BatchCommands.Add(locks);
    }

    /// <summary>Adds the command that inserts and counts messages added by <see cref="AddFull"/>, except duplicates.</summary>
    public void AppendFull(NpgsqlBatch batch, DateTimeOffset now, short slot)
    {
        var insert = new NpgsqlBatchCommand(s_insertFull);
        insert.Parameters.With(now);
        _common.AddTo(insert.Parameters);
        _optional.AddTo(insert.Parameters);
        insert.Parameters.With(slot);
        batch.BatchCommands.Add(insert);
    }

    /// <summary>True if a message belongs to a group.</summary>
    public bool HasLocks => _locks.Count > 0;

    /// <summary>The messages that were not stored, because their deduplication id is already known.</summary>
    public List<(int QueueId, NewMessage Message)> Duplicates() =>
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

    /// <summary>A message with the other values of its row.</summary>
    /// <param name="QueueId">The id of the queue.</param>
    /// <param name="Trace">The trace context of the publisher; null for none.</param>
    /// <param name="Message">The message.</param>
    /// <param name="KeyExpires">When the deduplication id expires; not used without one.</param>
    private readonly record struct MessageRow(int QueueId, string? Trace, NewMessage Message, DateTimeOffset KeyExpires);
}
