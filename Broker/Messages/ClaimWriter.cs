using Npgsql;
using NpgsqlTypes;
using Platform.Broker.Database;
using Platform.Broker.Queues;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Grouping;
using Platform.ServiceDefaults.Measures;

namespace Platform.Broker.Messages;

/// <summary>Hands messages to all consumers that ask at the same time, by one statement.</summary>
internal sealed class ClaimWriter(
    BrokerDatabase database,
    QueueSignals signals,
    MessageMetrics metrics,
    Grouping<SettleGroup> settlements,
    UnreadableRows unreadable,
    TimeProvider time,
    ILogger<ClaimWriter> logger)
{
    public const int MaxMessages = 4000;

    /// <summary>Why a message failed that could not be given to a consumer.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>How often a claim looks further when what it found could not be read.</summary>
    private const int MaxLooks = 5;

    /// <summary>Where the queues stand of which messages were left that the answer has no room for; after the columns of messages.</summary>
    private const int CutColumn = 13;

    /// <summary>Where the queues stand that have more messages than could be locked, and fewer than were wanted were.</summary>
    private const int HeldColumn = 14;

    private static readonly string s_claim = BrokerSql.Files.Read<ClaimWriter>("claim");

    /// <summary>Does a group of requests; lanes do not overlap.</summary>
    public async Task WriteAsync(IReadOnlyList<ClaimGroup> groups, int lane)
    {
        try
        {
            List<Claim> open = [.. groups.SelectMany(group => group.Claims).Where(claim => claim.Queue is { Definition.Paused: false })];
            foreach (Claim claim in groups.SelectMany(group => group.Claims).Where(claim => claim is { Waits: true, Queue.Definition.Paused: true }))
            {
                signals.Waits(claim.Queue!, claim.Queue!.Version);
            }

            // A statement may look into a queue once, and with one visibility: its own locks would not keep it from taking a row twice.
            long left = MessageBytes.Max;
            for (int looks = 0; open.Count > 0;)
            {
                if (left <= 0)
                {
                    open.ForEach(claim => claim.TurnAway());
                    break;
                }

                var wishes = new Dictionary<KnownQueue, List<Claim>>();
                var later = new List<Claim>();
                foreach (Claim claim in open)
                {
                    if (!wishes.TryGetValue(claim.Queue!, out List<Claim>? same))
                    {
                        wishes.Add(claim.Queue!, [claim]);
                    }
                    else if (same[0].VisibilitySeconds == claim.VisibilitySeconds)
                    {
                        same.Add(claim);
                    }
                    else
                    {
                        later.Add(claim);
                    }
                }

                // Run once: messages of a claim whose answer got lost come again when they are visible again, not before.
                (List<(KnownQueue Queue, DeliveredMessage Message)> failed, long bytes) = await database.Once(QueryType.Update).ExecuteAsync(
                    static async (state, token) => await state.Self.ClaimAsync(state.wishes, state.left, state.lane, token),
                    (Self: this, wishes, left, lane),
                    CancellationToken.None);
                left -= bytes;
                if (failed.Count > 0)
                {
                    await FailAsync(failed);
                    Claim[] empty = [.. failed.Select(one => one.Queue).Distinct().SelectMany(queue => wishes[queue]).Where(claim => claim is { Messages.Count: 0, Outcome: CallOutcome.Done })];
                    if (++looks < MaxLooks)
                    {
                        later.AddRange(empty);
                    }
                    else
                    {
                        // Others must not wait while this goes on: who waits for messages asks again.
                        Array.ForEach(empty, claim => signals.Ready(claim.Queue!, 1));
                    }
                }

                open = later;
            }
        }
#pragma warning disable CA1031 // Whatever went wrong is the answer to those who wait.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            foreach (ClaimGroup group in groups)
            {
                group.Fail(exception);
            }

            return;
        }

        foreach (ClaimGroup group in groups)
        {
            group.Complete();
        }
    }

    /// <summary>
    /// What cannot be given out must not keep the others from their consumers, nor come back to them for ever: it becomes a dead letter.
    /// Should that not succeed, its visibility ends and it is met again.
    /// </summary>
    private async Task FailAsync(List<(KnownQueue Queue, DeliveredMessage Message)> failed)
    {
        var group = new SettleGroup([.. failed.Select(one => new Settlement(one.Message.Id, SettleAction.Fail)
        {
            Queue = one.Queue, Receipt = one.Message.Receipt, IsGrouped = Receipt.IsGrouped(one.Message.Receipt), Reason = Unreadable,
        })]);
        failed.ForEach(one => unreadable.Note(BrokerRowKinds.Message, one.Message.Id));
        if (!settlements.TryAdd(group))
        {
            return;
        }

        try
        {
            await group.Done;
        }
#pragma warning disable CA1031 // What was taken for the consumers must reach them.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            MessageLog.NotFailed(logger, failed.Count, exception);
        }
    }

    /// <returns>What was taken and cannot be given out, and the bytes of all that was taken.</returns>
    private async Task<(List<(KnownQueue Queue, DeliveredMessage Message)> Failed, long Bytes)> ClaimAsync(
        Dictionary<KnownQueue, List<Claim>> wishes, long left, int lane, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        KnownQueue[] known = [.. wishes.Keys];
        var queues = new int[wishes.Count];
        var wanted = new int[wishes.Count];
        var visible = new long[wishes.Count];
        var receipts = new long[wishes.Count];
        var versions = new long[wishes.Count];
        int i = 0;
        foreach ((KnownQueue queue, List<Claim> claims) in wishes)
        {
            queues[i] = queue.Id;
            wanted[i] = queue.Fits(claims.Sum(claim => claim.Max));
            visible[i] = Rank.Of(now.AddSeconds(claims[0].VisibilitySeconds));
            receipts[i] = Receipt.NewNumber();
            versions[i++] = queue.Version;
        }

        var taken = new Dictionary<int, List<DeliveredMessage>>();
        var failed = new List<(KnownQueue, DeliveredMessage)>();
        var counts = new int[wishes.Count];
        var bytes = new long[wishes.Count];
        int[]? cut = null;
        int[]? held = null;
        bool isFirst = true;
        await using (NpgsqlCommand command = database.Hot.CreateCommand(s_claim))
        {
            command.Parameters.With(now)
                .With(queues, NpgsqlDbType.Array | NpgsqlDbType.Integer)
                .With(wanted, NpgsqlDbType.Array | NpgsqlDbType.Integer)
                .With(visible, NpgsqlDbType.Array | NpgsqlDbType.Bigint)
                .With(receipts, NpgsqlDbType.Array | NpgsqlDbType.Bigint)
                .With(CountSlots.Claim(lane))
                .With(left);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                if (isFirst)
                {
                    cut = Queues(reader, CutColumn);
                    held = Queues(reader, HeldColumn);
                    isFirst = false;
                }

                if (IsNoMessage(reader))
                {
                    // Nothing was taken: the row is there for what was not.
                    continue;
                }

                int queueId = reader.GetInt32(0);
                int index = Array.IndexOf(queues, queueId);
                if (!taken.TryGetValue(queueId, out List<DeliveredMessage>? messages))
                {
                    taken.Add(queueId, messages = []);
                }

                DeliveredMessage message = Read(reader, known[index].Definition, now, Rank.ToTime(visible[index]));
                bytes[index] += message.Content.Length + (message.Headers?.Length ?? 0);
                counts[index]++;
                if (MessageJson.IsReadable(message))
                {
                    messages.Add(message);
                }
                else
                {
                    failed.Add((known[index], message));
                }
            }
        }

        i = 0;
        foreach ((KnownQueue queue, List<Claim> claims) in wishes)
        {
            bool isLimited = wanted[i] < claims.Sum(claim => claim.Max), isCut = cut?.Contains(queue.Id) == true;
            if (isLimited || isCut)
            {
                queue.Took(counts[i], bytes[i], MessageBytes.Max);
            }

            bool more = isCut || (isLimited && counts[i] == wanted[i]);
            Share(queue, claims, taken.GetValueOrDefault(queue.Id), versions[i++], more, held?.Contains(queue.Id) == true);
        }

        return (failed, bytes.Sum());
    }

    // Messages may be left for what the answer holds, not for what was asked: there are more then. What another claim looks at is locked
    // until it has taken what its answer holds, and the rest is free again: whoever found nothing beside it has not seen an empty queue.
    private void Share(KnownQueue queue, List<Claim> claims, List<DeliveredMessage>? messages, long version, bool more, bool isHeld)
    {
        int at = 0;
        bool isMissed = false;
        if (messages is not null)
        {
            messages.Sort(static (a, b) => a.Priority != b.Priority ? b.Priority.CompareTo(a.Priority) : a.Id.CompareTo(b.Id));
            metrics.Delivered(queue, messages);
        }

        foreach (Claim claim in claims)
        {
            int count = Math.Min(claim.Max, (messages?.Count ?? 0) - at);
            if (count > 0)
            {
                claim.Messages.AddRange(messages!.GetRange(at, count));
                at += count;
            }
            else if (more)
            {
                claim.TurnAway();
            }
            else if (!(isHeld && claim.TryHold()) && claim.Waits)
            {
                // Whoever leaves messages by a rollback tells nobody.
                signals.Waits(queue, version);
                isMissed |= isHeld;
            }
        }

        if (more || isMissed)
        {
            signals.Ready(queue, 1);
        }
    }

    private static bool IsNoMessage(NpgsqlDataReader reader) => reader.IsDBNull(0);

    private static int[]? Queues(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<int[]>(column);

    private static DeliveredMessage Read(NpgsqlDataReader reader, QueueDefinition queue, DateTimeOffset now, DateTimeOffset visibleAt) => new(
        reader.GetInt64(1),
        queue,
        reader.Time(2),
        now,
        visibleAt,
        reader.TimeOrNull(3),
        reader.GetInt32(4),
        reader.GetInt16(5),
        reader.GetInt16(6),
        reader.GetFieldValue<byte[]>(7),
        reader.IsDBNull(8) ? null : reader.GetFieldValue<byte[]>(8),
        reader.TextOrNull(9),
        reader.TextOrNull(10),
        reader.TextOrNull(11),
        reader.GetInt64(12));
}
