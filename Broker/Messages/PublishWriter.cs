using Google.Protobuf.WellKnownTypes;
using Npgsql;
using NpgsqlTypes;
using Platform.Broker.Database;
using Platform.Broker.Queues;
using Platform.Broker.States;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Broker.Messages;

/// <summary>Stores the messages of all waiting calls in one commit.</summary>
internal sealed partial class PublishWriter(BrokerDatabase database, QueueSignals signals, MessageMetrics metrics, TimeProvider time, ILogger<PublishWriter> logger)
{
    /// <summary>The maximum number of messages of a commit, unless a single request has more.</summary>
    public const int MaxMessages = 4000;

    private static readonly string s_findEarlier = BrokerSql.Files.Read<PublishWriter>("find-earlier");

    private readonly PublishColumns[] _plain = [.. Enumerable.Range(0, CountSlots.PublishLanes).Select(_ => new PublishColumns())];
    private readonly PublishColumns[] _full = [.. Enumerable.Range(0, CountSlots.PublishLanes).Select(_ => new PublishColumns())];

    /// <summary>Processes the calls of several requests. A lane processes one call at a time.</summary>
    public async Task WriteAsync(IReadOnlyList<PublishGroup> groups, int lane)
    {
        List<PublishCall> accepted = [.. groups.SelectMany(group => group.Calls).Where(call => call.Result is null && call.TryReserve())];
        try
        {
            await StoreOrSplitAsync(accepted, lane);
            foreach (var call in accepted)
            {
                if (call.Result?.Outcome == CallOutcome.Done)
                {
                    PublishChanges(call);
                }
            }
        }
#pragma warning disable CA1031 // Every failure is returned to the waiting requests.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            foreach (var group in groups)
            {
                group.Fail(exception);
            }

            return;
        }
        finally
        {
            accepted.ForEach(call => call.Queue!.Release(call.Messages.Count));
        }

        foreach (var group in groups)
        {
            group.Complete();
        }
    }

    /// <summary>Runs the statements once without a message and rolls them back, when the service warms up. Changes nothing.</summary>
    public async Task RehearseAsync(CancellationToken cancellationToken)
    {
        var none = new PublishColumns();
        var now = time.GetUtcNow();
        await using var connection = await database.Hot.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        none.AppendPlain(batch, now, CountSlots.Publish(0));
        none.AppendFull(batch, now, CountSlots.Publish(0));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.RollbackAsync(cancellationToken);
    }

    private void PublishChanges(PublishCall call)
    {
        var queue = call.Queue!;
        var stored = call.Messages.Count - call.Result!.Duplicates.Count;
        queue.AddLive(stored);
        signals.Ready(queue, stored);
        metrics.Published(queue, call.Messages);
    }

    /// <summary>Commits calls. If the database refuses the data of a call, each half is committed by itself, so that the others are stored.</summary>
    private async Task StoreOrSplitAsync(List<PublishCall> calls, int lane)
    {
        try
        {
            await StoreAsync(calls, lane);
        }
        catch (PostgresException refused) when (CallerData.IsRefusal(refused))
        {
            if (calls.Count == 1)
            {
                calls[0].Result = new PublishCallResult { Outcome = CallOutcome.Invalid, Index = 0, Field = "$", Detail = CallerData.Explain(refused) };
                MessagesRefused(calls[0].Queue!.Definition.Name, refused.SqlState);
                return;
            }

            var half = calls.Count / 2;
            await StoreOrSplitAsync(calls.GetRange(0, half), lane);
            await StoreOrSplitAsync(calls.GetRange(half, calls.Count - half), lane);
        }
    }

    private async Task StoreAsync(List<PublishCall> calls, int lane)
    {
        var now = time.GetUtcNow();
        var plain = _plain[lane];
        var full = _full[lane];
        while (true)
        {
            var repeated = Fill(calls, plain, full, now);
            if (plain.Messages.Count + full.Messages.Count == 0)
            {
                break;
            }

            // Not retried: a commit whose answer was lost may have succeeded, and a retry would store the messages twice.
            await database.Once(QueryType.Insert).ExecuteAsync(
                static async (state, token) => await state.Self.InsertAsync(state.plain, state.full, state.now, CountSlots.Publish(state.lane), token),
                (Self: this, plain, full, now, lane),
                CancellationToken.None);
            var duplicates = full.Duplicates();
            if (duplicates.Count > 0)
            {
                await database.For(QueryType.Select).ExecuteAsync(
                    static async (state, token) => await state.Self.FindEarlierAsync(state.duplicates, token),
                    (Self: this, duplicates),
                    CancellationToken.None);
            }

            foreach (var (message, first) in repeated ?? [])
            {
                message.Id = first.Id;
                message.EarlierAt = first.EarlierAt ?? now;
                message.State = first.State;
            }

            if (duplicates.TrueForAll(one => one.Message.Id != 0))
            {
                break;
            }

            // A deduplication id expired between the two statements: its message is new after all, and the rest is stored in another pass.
        }

        foreach (var call in calls)
        {
            call.Result = ResultOf(call, now);
        }
    }

    /// <summary>Fills the columns with the messages that are not stored yet.</summary>
    /// <returns>The messages that repeat the deduplication id of another message of the same commit.</returns>
    private static List<(NewMessage Message, NewMessage First)>? Fill(
        List<PublishCall> calls, PublishColumns plain, PublishColumns full, DateTimeOffset now)
    {
        plain.Clear();
        full.Clear();
        var keys = new Dictionary<(int, string), NewMessage>();
        List<(NewMessage Message, NewMessage First)>? repeated = null;
        foreach (var call in calls)
        {
            var queue = call.Queue!.Definition;

            // All messages of a call use the same statement, so that their order is kept.
            var isPlain = call.Messages.TrueForAll(message => message.IsPlain);
            foreach (var message in call.Messages)
            {
                if (message.Id != 0)
                {
                    continue;
                }

                if (isPlain)
                {
                    plain.AddPlain(queue.Id, call.TraceParent, message);
                }
                else if (message.DeduplicationId is { } key && !keys.TryAdd((queue.Id, key), message))
                {
                    (repeated ??= []).Add((message, keys[(queue.Id, key)]));
                }
                else
                {
                    full.AddFull(queue.Id, call.TraceParent, message, now.AddSeconds(queue.DeduplicationSeconds));
                }
            }
        }

        return repeated;
    }

    private async Task InsertAsync(PublishColumns plain, PublishColumns full, DateTimeOffset now, short slot, CancellationToken cancellationToken)
    {
        // A batch without an explicit transaction is one implicit transaction in one round trip.
        await using var connection = await database.Hot.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        if (full.HasLocks)
        {
            full.AppendLocks(batch);
        }

        if (plain.Messages.Count > 0)
        {
            plain.AppendPlain(batch, now, slot);
        }

        if (full.Messages.Count > 0)
        {
            full.AppendFull(batch, now, slot);
        }

        // The ids are assigned at the end, because a rolled back batch has stored nothing.
        var stored = new List<(NewMessage Message, long Id)>(plain.Messages.Count + full.Messages.Count);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (full.HasLocks)
        {
            await reader.NextResultAsync(cancellationToken);
        }

        if (plain.Messages.Count > 0)
        {
            // INSERT … SELECT returns rows in the order of its input.
            for (var i = 0; await reader.ReadAsync(cancellationToken); i++)
            {
                stored.Add((plain.Messages[i], reader.GetInt64(0)));
            }

            await reader.NextResultAsync(cancellationToken);
        }

        if (full.Messages.Count > 0)
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                stored.Add((full.Messages[(int)reader.GetInt64(0) - 1], reader.GetInt64(1)));
            }
        }

        while (await reader.NextResultAsync(cancellationToken))
        {
            // Errors of later commands surface only when their results are read.
        }

        foreach (var (message, id) in stored)
        {
            message.Id = id;
        }
    }

    private async Task FindEarlierAsync(List<(int QueueId, NewMessage Message)> duplicates, CancellationToken cancellationToken)
    {
        await using var find = database.Hot.CreateCommand(s_findEarlier);
        find.Parameters.With<int[]>([.. duplicates.Select(one => one.QueueId)])
            .With<string[]>([.. duplicates.Select(one => one.Message.DeduplicationId!)], NpgsqlDbType.Array | NpgsqlDbType.Text);
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var message = duplicates[(int)reader.GetInt64(0) - 1].Message;
            message.Id = reader.GetInt64(1);
            message.EarlierAt = reader.Time(2);

            // A purge deletes the deduplication id together with the message, so a message without a row was acknowledged.
            message.State = ((Phase?)reader.ShortOrNull(3) ?? Phase.Processed).ToState();
        }
    }

    private static PublishCallResult ResultOf(PublishCall call, DateTimeOffset now)
    {
        var result = new PublishCallResult { Outcome = CallOutcome.Done, CreatedAt = Timestamp.FromDateTimeOffset(now) };
        for (var i = 0; i < call.Messages.Count; i++)
        {
            var message = call.Messages[i];
            result.Ids.Add(message.Id);
            if (message.EarlierAt is { } at)
            {
                result.Duplicates.Add(new DuplicateMessage { Index = i, CreatedAt = Timestamp.FromDateTimeOffset(at), State = message.State });
            }
        }

        return result;
    }

    [LoggerMessage(71, LogLevel.Warning, "The database refused the messages of a call for queue {Queue} ({SqlState}); the other calls of its commit were stored", EventName = "messages_refused")]
    private partial void MessagesRefused(string queue, string sqlState);
}
