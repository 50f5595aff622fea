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

/// <summary>Stores the messages of all calls that wait, in one commit.</summary>
internal sealed class PublishWriter(BrokerDatabase database, QueueSignals signals, MessageMetrics metrics, TimeProvider time, ILogger<PublishWriter> logger)
{
    public const int MaxMessages = 4000;

    private static readonly string s_findEarlier = BrokerSql.Files.Read<PublishWriter>("find-earlier");

    private readonly PublishColumns[] _plain = [.. Enumerable.Range(0, CountSlots.PublishLanes).Select(_ => new PublishColumns())];
    private readonly PublishColumns[] _full = [.. Enumerable.Range(0, CountSlots.PublishLanes).Select(_ => new PublishColumns())];

    /// <summary>Does a group of requests; lanes do not overlap.</summary>
    public async Task WriteAsync(IReadOnlyList<PublishGroup> groups, int lane)
    {
        List<PublishCall> arriving = [.. groups.SelectMany(group => group.Calls).Where(call => call.Result is null && call.TakeRoom())];
        try
        {
            await StoreOrSplitAsync(arriving, lane);
            foreach (PublishCall call in arriving)
            {
                if (call.Result?.Outcome == CallOutcome.Done)
                {
                    Tell(call);
                }
            }
        }
#pragma warning disable CA1031 // Whatever went wrong is the answer to those who wait.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            foreach (PublishGroup group in groups)
            {
                group.Fail(exception);
            }

            return;
        }
        finally
        {
            arriving.ForEach(call => call.Queue!.Arrived(call.Messages.Count));
        }

        foreach (PublishGroup group in groups)
        {
            group.Complete();
        }
    }

    private void Tell(PublishCall call)
    {
        KnownQueue queue = call.Queue!;
        int stored = call.Messages.Count - call.Result!.Duplicates.Count;
        queue.Added(stored);
        signals.Ready(queue, stored);
        metrics.Published(queue, call.Messages);
    }

    /// <summary>Where the database refuses the data of one call, that must not cost the others their commit: each half is tried by itself.</summary>
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
                MessageLog.Refused(logger, calls[0].Queue!.Definition.Name, refused.SqlState);
                return;
            }

            int half = calls.Count / 2;
            await StoreOrSplitAsync(calls.GetRange(0, half), lane);
            await StoreOrSplitAsync(calls.GetRange(half, calls.Count - half), lane);
        }
    }

    private async Task StoreAsync(List<PublishCall> calls, int lane)
    {
        DateTimeOffset now = time.GetUtcNow();
        PublishColumns plain = _plain[lane];
        PublishColumns full = _full[lane];
        while (true)
        {
            List<(NewMessage Message, NewMessage First)>? repeated = Fill(calls, plain, full, now);
            if (plain.Messages.Count + full.Messages.Count == 0)
            {
                break;
            }

            // Run once: whether a commit that failed on the way has happened is not known, and a second run would store all twice.
            await database.Once(QueryType.Insert).ExecuteAsync(
                static async (state, token) => await state.Self.InsertAsync(state.plain, state.full, state.now, CountSlots.Publish(state.lane), token),
                (Self: this, plain, full, now, lane),
                CancellationToken.None);
            List<(int QueueId, NewMessage Message)> known = full.Unstored();
            if (known.Count > 0)
            {
                await database.For(QueryType.Select).ExecuteAsync(
                    static async (state, token) => await state.Self.FindEarlierAsync(state.known, token),
                    (Self: this, known),
                    CancellationToken.None);
            }

            foreach ((NewMessage message, NewMessage first) in repeated ?? [])
            {
                message.Id = first.Id;
                message.EarlierAt = first.EarlierAt ?? now;
                message.State = first.State;
            }

            if (known.TrueForAll(one => one.Message.Id != 0))
            {
                break;
            }

            // The window of an earlier message has ended in between, and its id was forgotten: those that it kept out are new.
        }

        foreach (PublishCall call in calls)
        {
            call.Result = ResultOf(call, now);
        }
    }

    /// <summary>Sorts what is not stored yet into the columns.</summary>
    /// <returns>What repeats the deduplication id of another of these messages.</returns>
    private static List<(NewMessage Message, NewMessage First)>? Fill(
        List<PublishCall> calls, PublishColumns plain, PublishColumns full, DateTimeOffset now)
    {
        plain.Clear();
        full.Clear();
        var keys = new Dictionary<(int, string), NewMessage>();
        List<(NewMessage Message, NewMessage First)>? repeated = null;
        foreach (PublishCall call in calls)
        {
            QueueDefinition queue = call.Queue!.Definition;

            // All by one statement: the messages of a call keep their order.
            bool isPlain = call.Messages.TrueForAll(message => message.IsPlain);
            foreach (NewMessage message in call.Messages)
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
        // One batch without a transaction of its own is one implicit transaction and one round trip.
        await using NpgsqlConnection connection = await database.Hot.OpenConnectionAsync(cancellationToken);
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

        // Handed out at the end: what is rolled back has stored nothing.
        var stored = new List<(NewMessage Message, long Id)>(plain.Messages.Count + full.Messages.Count);
        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (full.HasLocks)
        {
            await reader.NextResultAsync(cancellationToken);
        }

        if (plain.Messages.Count > 0)
        {
            // Rows of an INSERT … SELECT come back in the order in which they went in.
            for (int i = 0; await reader.ReadAsync(cancellationToken); i++)
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
            // Reads on to the end: an error of a later command would otherwise go unnoticed.
        }

        foreach ((NewMessage message, long id) in stored)
        {
            message.Id = id;
        }
    }

    private async Task FindEarlierAsync(List<(int QueueId, NewMessage Message)> known, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand find = database.Hot.CreateCommand(s_findEarlier);
        find.Parameters.With<int[]>([.. known.Select(one => one.QueueId)])
            .With<string[]>([.. known.Select(one => one.Message.DeduplicationId!)], NpgsqlDbType.Array | NpgsqlDbType.Text);
        await using NpgsqlDataReader reader = await find.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            NewMessage message = known[(int)reader.GetInt64(0) - 1].Message;
            message.Id = reader.GetInt64(1);
            message.EarlierAt = reader.Time(2);

            // The id of one that was purged went with it: one that is gone was acknowledged.
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
}
