using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Platform.Contracts.PublicApi;
using Platform.EndToEnd.Accounts;
using Shouldly;

namespace Platform.EndToEnd.Chaos;

/// <summary>
/// Publishers, each with a deduplication id that is sent again until it is accepted, and consumers that wait and acknowledge. Every
/// delivery is written down, so that none can be lost and no two may overlap.
/// </summary>
internal sealed class MessageLoad(ApiUser user, string queue)
{
    private const int Publishers = 6;
    private const int Consumers = 6;

    private readonly ConcurrentDictionary<long, string> _accepted = new();
    private readonly ConcurrentQueue<MessageResponse> _deliveries = new();
    private readonly ConcurrentDictionary<long, bool> _acknowledged = new();
    private readonly CancellationTokenSource _stopPublishing = new();
    private readonly CancellationTokenSource _stopConsuming = new();
    private Task _publishing = Task.CompletedTask;
    private Task _consuming = Task.CompletedTask;

    public int Accepted => _accepted.Count;

    public int Deliveries => _deliveries.Count;

    public void Start()
    {
        _publishing = Task.WhenAll(Enumerable.Range(0, Publishers).Select(_ => PublishAsync()));
        _consuming = Task.WhenAll(Enumerable.Range(0, Consumers).Select(_ => ConsumeAsync()));
    }

    public async Task StopAsync()
    {
        await _stopPublishing.CancelAsync();
        await _publishing.WaitAsync(TimeSpan.FromSeconds(60));
        await Testkit.Waiting.Eventually.BecomesTrueAsync(() => _accepted.Keys.All(_acknowledged.ContainsKey), TimeSpan.FromSeconds(60));
        await _stopConsuming.CancelAsync();
        await _consuming.WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>Every accepted message was acknowledged, and none was delivered to two consumers within its visibility timeout.</summary>
    public void ShouldBeDoneWithoutOverlap()
    {
        _accepted.Keys.Except(_acknowledged.Keys).ShouldBeEmpty("nothing that was accepted may be lost");
        _deliveries.Select(d => d.Id).Except(_accepted.Keys).ShouldBeEmpty("an id that was sent again is one message");
        foreach (var message in _deliveries.GroupBy(d => d.Id))
        {
            MessageResponse? before = null;
            foreach (var delivery in message.OrderBy(d => d.DeliveredAt))
            {
                if (before is not null)
                {
                    delivery.DeliveredAt!.Value.ShouldBeGreaterThanOrEqualTo(before.VisibleAt!.Value, $"message {message.Key} was delivered while it was another's");
                    delivery.DeliveryCount.ShouldBeGreaterThan(before.DeliveryCount);
                }

                before = delivery;
            }
        }
    }

    private async Task PublishAsync()
    {
        while (!_stopPublishing.IsCancellationRequested)
        {
            var key = Guid.CreateVersion7().ToString();
            while (true)
            {
                try
                {
                    using var answer = await user.Http.PostAsJsonAsync($"/queues/{queue}/messages", new { content = key, deduplication_id = key });
                    if (answer.StatusCode == HttpStatusCode.Created)
                    {
                        var published = (await answer.Content.ReadFromJsonAsync<PublishedMessage>(ApiUser.Json))!;
                        _accepted.TryAdd(published.Id, key).ShouldBeTrue("an id belongs to one message");
                        break;
                    }

                    ((int)answer.StatusCode).ShouldBeGreaterThanOrEqualTo(429, await answer.Content.ReadAsStringAsync());
                }
                catch (Exception exception) when (exception is HttpRequestException or IOException)
                {
                    // Away for a moment.
                }

                await Task.Delay(50);
            }
        }
    }

    private async Task ConsumeAsync()
    {
        while (!_stopConsuming.IsCancellationRequested)
        {
            try
            {
                using var answer = await user.Http.GetAsync($"/queues/{queue}/messages/consume?batch_size=5&wait_seconds=1");
                if (answer.StatusCode != HttpStatusCode.OK)
                {
                    if (answer.StatusCode != HttpStatusCode.NoContent)
                    {
                        ((int)answer.StatusCode).ShouldBeGreaterThanOrEqualTo(500);
                        await Task.Delay(50);
                    }

                    continue;
                }

                foreach (var message in (await answer.Content.ReadFromJsonAsync<ConsumedMessages>(ApiUser.Json))!.Messages)
                {
                    _deliveries.Enqueue(message);
                    using var ack = await user.Http.PostAsync($"/messages/{message.Id}/ack?receipt={message.Receipt}", null);
                    var code = ack.IsSuccessStatusCode ? "" : await ack.Content.ReadAsStringAsync();

                    // The first answer may have got lost with its gateway.
                    if (ack.IsSuccessStatusCode || code.Contains("already_processed", StringComparison.Ordinal))
                    {
                        _acknowledged[message.Id] = true;
                    }
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or System.Text.Json.JsonException)
            {
                await Task.Delay(50);
            }
        }
    }
}
