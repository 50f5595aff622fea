using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Client.Queues;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Integration.Client.Queues;

[Collection(QueuePlatformCollection.Name)]
public sealed class QueueClientTests(QueuePlatform platform) : IAsyncLifetime
{
    private readonly ServiceProvider _program = platform.Program(options => options.Retries = 1).BuildServiceProvider();
    private readonly string _queue = platform.NewName();
    private QueueClient _client = null!;

    public async Task InitializeAsync()
    {
        _client = _program.GetRequiredService<QueueClient>();
        await _client.CreateQueueAsync(new CreateQueueRequest(_queue, "Of a test", VisibilityTimeoutSeconds: 60));
    }

    public async Task DisposeAsync() => await _program.DisposeAsync();

    [Fact]
    public async Task A_queue_is_created_changed_paused_listed_and_deleted()
    {
        (await _client.GetQueueAsync(_queue)).Description.ShouldBe("Of a test");
        (await _client.UpdateQueueAsync(_queue, new UpdateQueueRequest(MaxDeliveries: 7))).MaxDeliveries.ShouldBe(7);
        (await _client.PauseAsync(_queue)).Paused.ShouldBeTrue();
        await _client.PublishAsync(_queue, Message.Text("waits"));
        (await _client.ConsumeAsync(_queue)).ShouldBeEmpty();
        (await _client.ResumeAsync(_queue)).Paused.ShouldBeFalse();
        (await _client.PurgeAsync(_queue)).Affected.ShouldBe(1);
        var names = new List<string>();
        await foreach (var queue in _client.ListQueuesAsync())
        {
            names.Add(queue.Name);
        }

        names.ShouldContain(_queue);
        await _client.DeleteQueueAsync(_queue);
        var gone = await Should.ThrowAsync<QueueApiException>(() => _client.GetQueueAsync(_queue));
        (gone.Status, gone.Code).ShouldBe((HttpStatusCode.NotFound, "not_found"));
        gone.TraceId.ShouldNotBeNull();
    }

    [Fact]
    public async Task Values_texts_and_bytes_are_received_unchanged()
    {
        byte[] bytes = [0, 1, 255];
        var value = new Order("café", [1, 2], null);
        await _client.PublishAsync(_queue, [Message.Json(value) with { Headers = new Dictionary<string, string> { ["source"] = "test" }, Priority = 9 }, Message.Text("\"quoted\"\n"), Message.Bytes(bytes)]);
        var messages = await _client.ConsumeAsync(_queue, max: 10);
        messages.Count.ShouldBe(3);
        var order = messages[0].ReadJson<Order>()!;
        (order.Name, order.Comment).ShouldBe((value.Name, value.Comment));
        order.Items.ShouldBe(value.Items);
        messages[0].Headers!["source"].ShouldBe("test");
        messages[1].ReadText().ShouldBe("\"quoted\"\n");
        messages[2].ReadBytes().ShouldBe(bytes);
        Should.Throw<FormatException>(() => messages[1].ReadBytes());
        Should.Throw<JsonException>(() => messages[1].ReadJson<Order>());
        (await _client.AckAsync(messages)).ShouldAllBe(result => result.Status == 200);
        (await _client.GetMessageAsync(messages[0].Id)).Status.ShouldBe(MessageStatus.Processed);
    }

    [Fact]
    public async Task A_message_is_acknowledged_once_and_a_stale_receipt_is_refused()
    {
        var published = await _client.PublishAsync(_queue, Message.Text("once") with { DeduplicationId = "one" });
        (await _client.PublishAsync(_queue, Message.Text("once") with { DeduplicationId = "one" })).Id.ShouldBe(published.Id);
        var message = (await _client.ConsumeAsync(_queue)).ShouldHaveSingleItem();
        (await _client.ExtendAsync(message, TimeSpan.FromMinutes(5))).VisibleAt!.Value.ShouldBeGreaterThan(message.VisibleAt!.Value);
        (await _client.NackAsync(message, reason: "later")).Status.ShouldBe(MessageStatus.Pending);
        (await Should.ThrowAsync<QueueApiException>(() => _client.AckAsync(message))).Status.ShouldBe(HttpStatusCode.Conflict);
        var again = (await _client.ConsumeAsync(_queue, wait: TimeSpan.FromSeconds(5))).ShouldHaveSingleItem();
        again.DeliveryCount.ShouldBe(2);
        (await _client.AckAsync(again)).Status.ShouldBe(MessageStatus.Processed);
        (await Should.ThrowAsync<QueueApiException>(() => _client.AckAsync(again))).Code.ShouldBe("already_processed");
    }

    [Fact]
    public async Task Dead_letters_are_listed_replayed_and_purged()
    {
        await _client.PublishAsync(_queue, [Message.Text("a"), Message.Text("b"), Message.Text("c")]);
        foreach (var message in await _client.ConsumeAsync(_queue, max: 3))
        {
            await _client.NackAsync(message, requeue: false, reason: "broken");
        }

        var dead = new List<MessageResponse>();
        await foreach (var message in _client.ListDeadLettersAsync(_queue))
        {
            dead.Add(message);
        }

        dead.Select(message => message.FailureReason).ShouldBe(["broken", "broken", "broken"]);
        (await _client.ReplayAsync(_queue, new DeadLettersRequest([dead[0].Id]))).Affected.ShouldBe(1);
        (await _client.PurgeDeadLettersAsync(_queue, new DeadLettersRequest(All: true))).Affected.ShouldBe(2);
        var left = new List<MessageResponse>();
        await foreach (var message in _client.ListMessagesAsync(_queue, MessageStatus.Pending))
        {
            left.Add(message);
        }

        left.ShouldHaveSingleItem().Id.ShouldBe(dead[0].Id);
    }

    [Fact]
    public async Task Waiting_for_a_message_ends_when_one_arrives_and_can_be_cancelled()
    {
        var waiting = _client.ConsumeAsync(_queue, wait: TimeSpan.FromSeconds(30));
        var published = await _client.PublishAsync(_queue, Message.Text("hello"));
        (await waiting.WaitAsync(TimeSpan.FromSeconds(10))).ShouldHaveSingleItem().Id.ShouldBe(published.Id);

        using var cancel = new CancellationTokenSource();
        var cancelled = _client.ConsumeAsync(_queue, wait: TimeSpan.FromSeconds(30), cancellationToken: cancel.Token);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => cancelled);
    }

    [Fact]
    public async Task Refusals_contain_their_reason_and_not_found_is_distinguished()
    {
        var invalid = await Should.ThrowAsync<QueueApiException>(() => _client.CreateQueueAsync(new CreateQueueRequest("no such / name")));
        (invalid.Status, invalid.Message.Contains("name", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.UnprocessableEntity, true));
        (await Should.ThrowAsync<QueueApiException>(() => _client.CreateQueueAsync(new CreateQueueRequest(_queue)))).Status.ShouldBe(HttpStatusCode.Conflict);
        (await _client.GetStatsAsync()).MessagesTotal.ShouldBeGreaterThanOrEqualTo(0);

        await using var elsewhere = platform.Program(options => (options.Address, options.Retries) = (new Uri("http://127.0.0.1:9"), 0)).BuildServiceProvider();
        await Should.ThrowAsync<QueueUnavailableException>(() => elsewhere.GetRequiredService<QueueClient>().GetQueueAsync(_queue));
        await using var stranger = platform.Program(options => options.ApiKey = "pk_wrong").BuildServiceProvider();
        (await Should.ThrowAsync<QueueApiException>(() => stranger.GetRequiredService<QueueClient>().GetQueueAsync(_queue))).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Only_idempotent_calls_are_retried()
    {
        var cable = new Cable();
        var services = platform.Program(options => options.Retries = 1);
        services.AddHttpClient(nameof(QueueClient)).AddHttpMessageHandler(() => new CutCable(cable));
        await using var program = services.BuildServiceProvider();
        var client = program.GetRequiredService<QueueClient>();
        var message = new MessageResponse(1, _queue, MessageStatus.Processing, default, "text/plain", default, DeliveryCount: 1, Receipt: "1-2");
        (string Call, Func<Task> Do, int Asked)[] calls =
        [
            ("get", () => client.GetQueueAsync(_queue), 2),
            ("settings", () => client.UpdateQueueAsync(_queue, new UpdateQueueRequest(MaxDeliveries: 3)), 2),
            ("pause", () => client.PauseAsync(_queue), 2),
            ("extend", () => client.ExtendAsync(message, TimeSpan.FromSeconds(5)), 2),
            ("publish with an id", () => client.PublishAsync(_queue, Message.Text("a") with { DeduplicationId = "a" }), 2),
            ("publish", () => client.PublishAsync(_queue, Message.Text("a")), 1),
            ("create", () => client.CreateQueueAsync(new CreateQueueRequest("x")), 1),
            ("delete", () => client.DeleteQueueAsync(_queue), 1),
            ("purge", () => client.PurgeAsync(_queue), 1),
            ("consume", () => client.ConsumeAsync(_queue), 1),
            ("ack", () => client.AckAsync(message), 1),
            ("nack", () => client.NackAsync(message), 1),
            ("replay", () => client.ReplayAsync(_queue, new DeadLettersRequest(All: true)), 1),
            ("purge dead letters", () => client.PurgeDeadLettersAsync(_queue, new DeadLettersRequest(All: true)), 1),
        ];
        foreach (var (call, act, asked) in calls)
        {
            cable.Asked = 0;
            await Should.ThrowAsync<QueueUnavailableException>(act, call);
            cable.Asked.ShouldBe(asked, call);
        }
    }

    private sealed class Cable
    {
        public int Asked { get; set; }
    }

    private sealed class CutCable(Cable cable) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            cable.Asked++;
            throw new HttpRequestException("The cable is out.");
        }
    }

    private sealed record Order(string Name, int[] Items, string? Comment);
}
