using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Platform.Contracts.PublicApi;
using Platform.EndToEnd.Accounts;
using Platform.Testkit.Waiting;
using Shouldly;

namespace Platform.EndToEnd.Chaos;

/// <summary>
/// Publishers, each with a deduplication id that is sent again until it is accepted, and consumers that wait and acknowledge; some
/// deliveries are forgotten, extended or given back instead. Every delivery is written down, so that none can be lost and no two may
/// overlap.
/// </summary>
/// <param name="user">Who publishes and consumes.</param>
/// <param name="queue">The name of the queue, which is made.</param>
/// <param name="pause">Between two messages of a publisher: the pace of the load, not a wait for something.</param>
internal sealed class MessageLoad(ApiUser user, string queue, TimeSpan pause)
{
    private const int Publishers = 6;
    private const int Consumers = 6;

    private static readonly TimeSpan s_away = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    private readonly ConcurrentDictionary<long, string> _accepted = new();
    private readonly ConcurrentDictionary<long, bool> _acknowledged = new();
    private readonly ConcurrentQueue<Delivery> _deliveries = new();
    private readonly ConcurrentDictionary<int, int> _refusals = new();
    private readonly ConcurrentQueue<TimeSpan> _times = new();
    private readonly CancellationTokenSource _stopPublishing = new();
    private readonly CancellationTokenSource _stopConsuming = new();
    private Task[] _publishing = [];
    private Task[] _consuming = [];
    private int _taken;

    public int Accepted => _accepted.Count;

    public int Acknowledged => _acknowledged.Count;

    public int Deliveries => _deliveries.Count;

    /// <summary>Answers that were no use, by status; 0 where there was no answer.</summary>
    public IReadOnlyDictionary<int, int> Refusals => _refusals;

    /// <summary>
    /// How long each publish and each settlement took, tries included, in the order of their ends. Consumers wait for messages on purpose, so
    /// their calls are not among them.
    /// </summary>
    public IReadOnlyList<TimeSpan> Times => [.. _times];

    public async Task StartAsync()
    {
        (await user.Http.PostAsJsonAsync("/queues", new { name = queue, visibility_timeout_seconds = 3, max_deliveries = 1000 })).EnsureSuccessStatusCode();
        _publishing = [.. Enumerable.Range(0, Publishers).Select(_ => PublishAsync())];
        _consuming = [.. Enumerable.Range(0, Consumers).Select(_ => ConsumeAsync())];
    }

    /// <summary>Waits until so many more messages are accepted and acknowledged.</summary>
    public Task FlowsAsync(int messages)
    {
        var (accepted, acknowledged) = (Accepted + messages, Acknowledged + messages);
        return WhileAllGoOnAsync(() =>
        {
            Accepted.ShouldBeGreaterThanOrEqualTo(accepted);
            Acknowledged.ShouldBeGreaterThanOrEqualTo(acknowledged);
        });
    }

    /// <summary>Ends the load once all that was accepted is acknowledged.</summary>
    public async Task StopAsync()
    {
        await _stopPublishing.CancelAsync();
        await Task.WhenAll(_publishing).WaitAsync(s_patience);
        await WhileAllGoOnAsync(() => _accepted.Keys.Except(_acknowledged.Keys).ShouldBeEmpty(Report()));
        await _stopConsuming.CancelAsync();
        await Task.WhenAll(_consuming).WaitAsync(s_patience);
    }

    /// <summary>
    /// Every accepted message is processed, once, and there is no other; and none came to a consumer while another held it: by the
    /// receipts and times that consumers were given, and by the rows of the table.
    /// </summary>
    public async Task ShouldBeDoneWithoutOverlapAsync(NpgsqlDataSource database)
    {
        _accepted.Keys.Except(_acknowledged.Keys).ShouldBeEmpty("nothing that was accepted may be lost");
        _accepted.Values.Distinct(StringComparer.Ordinal).Count().ShouldBe(_accepted.Count, "an id belongs to one message");
        var rows = await RowsAsync(database);
        rows.Keys.Order().ShouldBe(_accepted.Keys.Order(), "one processed row for each accepted message and no other");
        foreach (var message in _deliveries.GroupBy(d => d.Message.Id))
        {
            var ordered = message.OrderBy(d => d.Message.DeliveryCount).ToList();
            rows[message.Key].ShouldBeGreaterThanOrEqualTo(ordered[^1].Message.DeliveryCount);
            ordered.Select(d => d.Message.Receipt).Distinct(StringComparer.Ordinal).Count().ShouldBe(ordered.Count, $"each delivery of message {message.Key} has a receipt of its own");
            ordered.Select(d => d.Message.DeliveryCount).Distinct().Count().ShouldBe(ordered.Count, $"no delivery of message {message.Key} is counted twice");
            foreach (var (before, next) in ordered.Zip(ordered.Skip(1)))
            {
                next.At.ShouldBeGreaterThanOrEqualTo(before.HeldUntil, $"message {message.Key} came while it was with another consumer");
            }
        }
    }

    /// <summary>Waits for something to come true; the first answer that was wrong ends the wait.</summary>
    private async Task WhileAllGoOnAsync(Action assertions)
    {
        var holds = Eventually.PassesAsync(
            () =>
            {
                assertions();
                return Task.CompletedTask;
            },
            s_patience);
        var ended = await Task.WhenAny([holds, .. _publishing.Concat(_consuming).Where(load => !load.IsCompletedSuccessfully)]);
        await ended;
        await holds;
    }

    private string Report() => string.Join(
        Environment.NewLine,
        _accepted.Keys.Except(_acknowledged.Keys).Take(20).Select(id =>
            $"{id}: {string.Join(", ", _deliveries.Where(d => d.Message.Id == id).Select(d => $"{d.Message.DeliveryCount} at {d.At:O} until {d.HeldUntil:O}"))}")
            .Prepend($"now {TimeProvider.System.GetUtcNow():O}, {_taken} taken, {_deliveries.Count} delivered, refused {string.Join(", ", _refusals)}"));

    private async Task<Dictionary<long, int>> RowsAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            """
            SELECT p.id, p.delivery_count, true FROM broker.processed_messages p JOIN broker.queues q ON q.id = p.queue_id WHERE q.name = $1
            UNION ALL
            SELECT m.id, m.delivery_count, false FROM broker.messages m JOIN broker.queues q ON q.id = m.queue_id WHERE q.name = $1
            """);
        command.Parameters.AddWithValue(queue);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new Dictionary<long, int>();
        while (await reader.ReadAsync())
        {
            reader.GetBoolean(2).ShouldBeTrue($"message {reader.GetInt64(0)} is processed");
            rows.Add(reader.GetInt64(0), reader.GetInt32(1));
        }

        return rows;
    }

    private async Task PublishAsync()
    {
        while (!_stopPublishing.IsCancellationRequested)
        {
            var key = Guid.CreateVersion7().ToString();
            await TimedAsync(async () =>
            {
                using var answer = await user.Http.PostAsJsonAsync($"/queues/{queue}/messages", new { content = key, deduplication_id = key });
                if (answer.StatusCode == HttpStatusCode.Created)
                {
                    var published = (await answer.Content.ReadFromJsonAsync<PublishedMessage>(ApiUser.Json))!;
                    _accepted.TryAdd(published.Id, key).ShouldBeTrue("an id belongs to one message");
                    return true;
                }

                await PassingAsync(answer);
                return false;
            });
            await Task.Delay(pause);
        }
    }

    private async Task ConsumeAsync()
    {
        while (!_stopConsuming.IsCancellationRequested)
        {
            IReadOnlyList<MessageResponse> messages = [];
            await TryAsync(async () =>
            {
                using var answer = await user.Http.GetAsync($"/queues/{queue}/messages/consume?batch_size=5&wait_seconds=1");
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    messages = (await answer.Content.ReadFromJsonAsync<ConsumedMessages>(ApiUser.Json))!.Messages;
                }
                else if (answer.StatusCode != HttpStatusCode.NoContent)
                {
                    await PassingAsync(answer);
                    return false;
                }

                return true;
            });
            var at = TimeProvider.System.GetUtcNow();
            foreach (var message in messages)
            {
                var delivery = new Delivery(message, at);
                _deliveries.Enqueue(delivery);
                await EndAsync(delivery);
            }
        }
    }

    private async Task EndAsync(Delivery delivery)
    {
        switch (Interlocked.Increment(ref _taken) % 50)
        {
            case 10:
                // As if this consumer had died.
                return;
            case 20:
                // Given up from the moment it is said, whether or not the answer comes.
                delivery.HeldUntil = TimeProvider.System.GetUtcNow();
                await SettleAsync(delivery.Message, "nack");
                return;
            case 30:
                // Nothing to go by where another consumer has ended it meanwhile.
                if (await SettleAsync(delivery.Message, "extend", new { visibility_timeout_seconds = 5 }) is { VisibleAt: { } until })
                {
                    delivery.HeldUntil = until;
                }

                return;
            default:
                if (await SettleAsync(delivery.Message, "ack") is not null)
                {
                    _acknowledged[delivery.Message.Id] = true;
                }

                return;
        }
    }

    /// <summary>Asks again until there is an answer: whether something whose answer was lost has happened is not known.</summary>
    /// <returns>Null when the delivery has ended otherwise, and the message comes again.</returns>
    private async Task<SettledMessage?> SettleAsync(MessageResponse message, string what, object? body = null)
    {
        SettledMessage? settled = null;
        await TimedAsync(async () =>
        {
            using var answer = await user.Http.PostAsJsonAsync($"/messages/{message.Id}/{what}?receipt={message.Receipt}", body ?? new { });
            if (answer.IsSuccessStatusCode)
            {
                settled = await answer.Content.ReadFromJsonAsync<SettledMessage>(ApiUser.Json);
                return true;
            }

            if (answer.StatusCode != HttpStatusCode.Conflict)
            {
                await PassingAsync(answer);
                return false;
            }

            if ((await answer.Content.ReadAsStringAsync()).Contains("already_processed", StringComparison.Ordinal))
            {
                settled = new SettledMessage(message.Id, MessageStatus.Processed);
            }

            return true;
        });
        return settled;
    }

    private async Task TimedAsync(Func<Task<bool>> attempt)
    {
        var began = Stopwatch.GetTimestamp();
        await TryAsync(attempt);
        _times.Enqueue(Stopwatch.GetElapsedTime(began));
    }

    private async Task TryAsync(Func<Task<bool>> attempt)
    {
        while (true)
        {
            try
            {
                if (await attempt())
                {
                    return;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or TaskCanceledException or JsonException)
            {
                // Away for a moment, or gone in the middle of an answer.
                _refusals.AddOrUpdate(0, 1, (_, n) => n + 1);
            }

            await Task.Delay(s_away);
        }
    }

    private async Task PassingAsync(HttpResponseMessage answer)
    {
        _refusals.AddOrUpdate((int)answer.StatusCode, 1, (_, n) => n + 1);
        ((int)answer.StatusCode).ShouldBeGreaterThanOrEqualTo(429, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A message that came to a consumer at a moment.</summary>
    private sealed class Delivery(MessageResponse message, DateTimeOffset at)
    {
        public MessageResponse Message { get; } = message;

        public DateTimeOffset At { get; } = at;

        /// <summary>Until then it is this consumer's.</summary>
        public DateTimeOffset HeldUntil { get; set; } = message.VisibleAt!.Value;
    }
}
