using Npgsql;
using NpgsqlTypes;
using Platform.Broker.Database;
using Platform.Broker.Queues;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Grouping;
using Platform.ServiceDefaults.Measures;

namespace Platform.Broker.Messages;

/// <summary>Delivers messages to all consumers that ask at the same time, with one statement.</summary>
internal sealed partial class ClaimWriter(
    BrokerDatabase database,
    QueueSignals signals,
    MessageMetrics metrics,
    Grouping<SettleGroup> settlements,
    UnreadableRows unreadable,
    TimeProvider time,
    ILogger<ClaimWriter> logger)
{
    /// <summary>The maximum number of messages of a statement.</summary>
    public const int MaxMessages = 4000;

    /// <summary>The reason of dead letters that cannot be delivered because their row is unreadable.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>How often a claim tries again if all messages it found are unreadable.</summary>
    private const int MaxTries = 5;

    /// <summary>The column with the queues that have messages which did not fit into the answer.</summary>
    private const int CutColumn = 13;

    /// <summary>The column with the queues of which fewer messages than wanted could be locked, although more are there.</summary>
    private const int LockedColumn = 14;

    private static readonly string s_claim = BrokerSql.Files.Read<ClaimWriter>("claim");

    /// <summary>Processes the claims of several requests. A lane processes one call at a time.</summary>
    public async Task WriteAsync(IReadOnlyList<ClaimGroup> groups, int lane)
    {
        try
        {
            List<Claim> open = [.. groups.SelectMany(group => group.Claims).Where(claim => claim.Queue is { Definition.Paused: false })];
            foreach (var claim in groups.SelectMany(group => group.Claims).Where(claim => claim is { Waits: true, Queue.Definition.Paused: true }))
            {
                signals.ConsumerWaits(claim.Queue!, claim.Queue!.Version);
            }

            // A statement can claim from a queue only once and with one visibility timeout: its own locks do not prevent it from taking a row twice.
            long left = MessageBytes.Max;
            for (var tries = 0; open.Count > 0;)
            {
                if (left <= 0)
                {
                    open.ForEach(claim => claim.MarkAnswerFull());
                    break;
                }

                var claimsByQueue = new Dictionary<KnownQueue, List<Claim>>();
                var later = new List<Claim>();
                foreach (var claim in open)
                {
                    if (!claimsByQueue.TryGetValue(claim.Queue!, out var same))
                    {
                        claimsByQueue.Add(claim.Queue!, [claim]);
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

                // Not retried: if the answer of a claim is lost, its messages are delivered again after their visibility timeout.
                var (failed, bytes) = await database.Once(QueryType.Update).ExecuteAsync(
                    static async (state, token) => await state.Self.ClaimAsync(state.claimsByQueue, state.left, state.lane, token),
                    (Self: this, claimsByQueue, left, lane),
                    CancellationToken.None);
                left -= bytes;
                if (failed.Count > 0)
                {
                    await FailAsync(failed);
                    Claim[] empty = [.. failed.Select(one => one.Queue).Distinct().SelectMany(queue => claimsByQueue[queue]).Where(claim => claim is { Messages.Count: 0, Outcome: CallOutcome.Done })];
                    if (++tries < MaxTries)
                    {
                        later.AddRange(empty);
                    }
                    else
                    {
                        // Other requests must not wait for this any longer: the signal makes waiting consumers ask again.
                        Array.ForEach(empty, claim => signals.Ready(claim.Queue!, 1));
                    }
                }

                open = later;
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

        foreach (var group in groups)
        {
            group.Complete();
        }
    }

    /// <summary>Runs the statement once for no queue, when the service warms up. Changes nothing.</summary>
    public Task RehearseAsync(CancellationToken cancellationToken) => ClaimAsync([], MessageBytes.Max, 0, cancellationToken);

    /// <summary>
    /// Makes unreadable messages dead letters, so that they neither block the others nor are redelivered forever. If that fails, they are delivered
    /// again after their visibility timeout.
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
#pragma warning disable CA1031 // The readable messages of the claim must still reach their consumers.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            DeadLetterFailed(failed.Count, exception);
        }
    }

    /// <summary>Runs the statement for one claim of each queue.</summary>
    /// <returns>The claimed messages that are unreadable, and the size of all claimed messages.</returns>
    private async Task<(List<(KnownQueue Queue, DeliveredMessage Message)> Failed, long Bytes)> ClaimAsync(
        Dictionary<KnownQueue, List<Claim>> claimsByQueue, long left, int lane, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        KnownQueue[] known = [.. claimsByQueue.Keys];
        var queues = new int[claimsByQueue.Count];
        var wanted = new int[claimsByQueue.Count];
        var visible = new long[claimsByQueue.Count];
        var receipts = new long[claimsByQueue.Count];
        var versions = new long[claimsByQueue.Count];
        var i = 0;
        foreach (var (queue, claims) in claimsByQueue)
        {
            queues[i] = queue.Id;
            wanted[i] = queue.LimitToAnswer(claims.Sum(claim => claim.Max));
            visible[i] = Rank.Of(now.AddSeconds(claims[0].VisibilitySeconds));
            receipts[i] = Receipt.NewNumber();
            versions[i++] = queue.Version;
        }

        var taken = new Dictionary<int, List<DeliveredMessage>>();
        var failed = new List<(KnownQueue, DeliveredMessage)>();
        var counts = new int[claimsByQueue.Count];
        var bytes = new long[claimsByQueue.Count];
        int[]? cut = null;
        int[]? locked = null;
        var isFirst = true;
        await using (var command = database.Hot.CreateCommand(s_claim))
        {
            command.Parameters.With(now)
                .With(queues, NpgsqlDbType.Array | NpgsqlDbType.Integer)
                .With(wanted, NpgsqlDbType.Array | NpgsqlDbType.Integer)
                .With(visible, NpgsqlDbType.Array | NpgsqlDbType.Bigint)
                .With(receipts, NpgsqlDbType.Array | NpgsqlDbType.Bigint)
                .With(CountSlots.Claim(lane))
                .With(left);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                if (isFirst)
                {
                    cut = Queues(reader, CutColumn);
                    locked = Queues(reader, LockedColumn);
                    isFirst = false;
                }

                if (HasNoMessage(reader))
                {
                    // No message was claimed: the row exists only for the last two columns.
                    continue;
                }

                var queueId = reader.GetInt32(0);
                var index = Array.IndexOf(queues, queueId);
                if (!taken.TryGetValue(queueId, out var messages))
                {
                    taken.Add(queueId, messages = []);
                }

                var message = Read(reader, known[index].Definition, now, Rank.ToTime(visible[index]));
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
        foreach (var (queue, claims) in claimsByQueue)
        {
            var isLimited = wanted[i] < claims.Sum(claim => claim.Max);
            var isCut = cut?.Contains(queue.Id) == true;
            if (isLimited || isCut)
            {
                queue.MeasureAnswerCapacity(counts[i], bytes[i], MessageBytes.Max);
            }

            var more = isCut || (isLimited && counts[i] == wanted[i]);
            Share(queue, claims, taken.GetValueOrDefault(queue.Id), versions[i++], more, locked?.Contains(queue.Id) == true);
        }

        return (failed, bytes.Sum());
    }

    // Distributes the messages of a queue to its claims. If messages were left because the answer is full, there are more. Messages that another
    // claim has locked can become free again when that claim takes only a part of them, so a queue with locked messages is not empty.
    private void Share(KnownQueue queue, List<Claim> claims, List<DeliveredMessage>? messages, long version, bool more, bool isLocked)
    {
        var at = 0;
        var isMissed = false;
        if (messages is not null)
        {
            messages.Sort(static (a, b) => a.Priority != b.Priority ? b.Priority.CompareTo(a.Priority) : a.Id.CompareTo(b.Id));
            metrics.Delivered(queue, messages);
        }

        foreach (var claim in claims)
        {
            var count = Math.Min(claim.Max, (messages?.Count ?? 0) - at);
            if (count > 0)
            {
                claim.Messages.AddRange(messages!.GetRange(at, count));
                at += count;
            }
            else if (more)
            {
                claim.MarkAnswerFull();
            }
            else if (!(isLocked && claim.TryMarkLocked()) && claim.Waits)
            {
                // Messages that become free by a rollback are not signalled, so this consumer must be signalled below.
                signals.ConsumerWaits(queue, version);
                isMissed |= isLocked;
            }
        }

        if (more || isMissed)
        {
            signals.Ready(queue, 1);
        }
    }

    private static bool HasNoMessage(NpgsqlDataReader reader) => reader.IsDBNull(0);

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

    [LoggerMessage(73, LogLevel.Warning, "{Count} unreadable messages could not be made dead letters; they are delivered again after their visibility timeout", EventName = "messages_not_failed")]
    private partial void DeadLetterFailed(int count, Exception exception);
}
