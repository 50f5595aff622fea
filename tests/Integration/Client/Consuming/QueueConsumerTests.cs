using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Client.Consuming;
using Platform.Client.Queues;
using Platform.Client.Setup;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Client.Consuming;

[Collection(QueuePlatformCollection.Name)]
public sealed class QueueConsumerTests(QueuePlatform platform)
{
    [Fact]
    public async Task Messages_are_handled_concurrently_and_acknowledged()
    {
        await using var running = await StartAsync(options => options.Concurrency = 5);
        await running.Client.PublishAsync(running.Queue, [.. Enumerable.Range(0, 12).Select(number => Message.Json(number))]);

        // Five are in hand, and no sixth, until one is done.
        await Eventually.BecomesTrueAsync(() => running.Work.Running == 5);
        running.Work.Release(12);
        await Eventually.BecomesTrueAsync(async () => (await running.Client.GetQueueAsync(running.Queue)).MessagesProcessed == 12);
        running.Work.Most.ShouldBe(5);
        running.Work.Seen.Select(message => message.ReadJson<int>()).Order().ShouldBe(Enumerable.Range(0, 12));
    }

    [Fact]
    public async Task The_visibility_timeout_is_extended_while_a_message_is_handled()
    {
        await using var running = await StartAsync(options => options.VisibilityTimeout = TimeSpan.FromSeconds(18));
        await running.Client.PublishAsync(running.Queue, Message.Text("long"));
        var first = await Eventually.GetAsync(() => Task.FromResult(running.Work.Seen.FirstOrDefault()));

        // Well beyond the end of the delivery as it was: it has been extended twice at least.
        await Eventually.BecomesTrueAsync(async () => (await running.Client.GetMessageAsync(first.Id)).VisibleAt > first.VisibleAt!.Value.AddSeconds(7));
        await Eventually.BecomesTrueAsync(() => TimeProvider.System.GetUtcNow() > first.VisibleAt!.Value.AddMilliseconds(500));
        running.Work.Release(1);
        await Eventually.BecomesTrueAsync(async () => (await running.Client.GetMessageAsync(first.Id)).Status == MessageStatus.Processed);
        running.Work.Seen.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Failed_messages_are_redelivered_and_rejected_ones_are_not()
    {
        await using var running = await StartAsync(options => (options.RetryDelay, options.Concurrency) = (TimeSpan.Zero, 1));
        running.Work.Act = message => throw (message.ReadText() == "never" ? new RejectMessageException("not for us") : new InvalidOperationException("not now"));
        running.Work.Release(100);
        var failing = await running.Client.PublishAsync(running.Queue, Message.Text("later"));
        var rejected = await running.Client.PublishAsync(running.Queue, Message.Text("never"));
        await Eventually.BecomesTrueAsync(async () => (await running.Client.GetQueueAsync(running.Queue)).MessagesFailed == 2);
        var late = await running.Client.GetMessageAsync(failing.Id);
        (late.DeliveryCount, late.FailureReason).ShouldBe((3, "not now"));
        var never = await running.Client.GetMessageAsync(rejected.Id);
        (never.DeliveryCount, never.FailureReason).ShouldBe((1, "not for us"));
    }

    [Fact]
    public async Task Stopping_consumes_no_more_and_finishes_running_handlers()
    {
        await using var running = await StartAsync(options => options.Concurrency = 2);
        await running.Client.PublishAsync(running.Queue, [.. Enumerable.Range(0, 5).Select(number => Message.Json(number))]);
        await Eventually.BecomesTrueAsync(() => running.Work.Running == 2);
        var stopping = running.StopAsync();
        stopping.IsCompleted.ShouldBeFalse();
        running.Work.Release(100);
        await stopping.WaitAsync(TimeSpan.FromMinutes(1));
        running.Work.Seen.Count.ShouldBe(2);
        var queue = await running.Client.GetQueueAsync(running.Queue);
        (queue.MessagesProcessed, queue.MessagesPending, queue.MessagesProcessing).ShouldBe((2, 3, 0));
    }

    [Fact]
    public async Task Messages_not_handled_before_the_stop_deadline_are_returned_at_once()
    {
        await using var running = await StartAsync(options => options.StopTimeout = TimeSpan.Zero);
        await running.Client.PublishAsync(running.Queue, Message.Text("unfinished"));
        await Eventually.BecomesTrueAsync(() => running.Work.Running == 1);
        await running.StopAsync().WaitAsync(TimeSpan.FromMinutes(1));
        var again = (await running.Client.ConsumeAsync(running.Queue, wait: TimeSpan.FromSeconds(20))).ShouldHaveSingleItem();
        again.DeliveryCount.ShouldBe(2);
    }

    [Fact]
    public async Task A_handler_whose_delivery_is_lost_is_cancelled()
    {
        await using var running = await StartAsync(options => options.VisibilityTimeout = TimeSpan.FromSeconds(3));
        await running.Client.PublishAsync(running.Queue, Message.Text("lost"));
        var first = await Eventually.GetAsync(() => Task.FromResult(running.Work.Seen.FirstOrDefault()));

        // Someone acknowledges it from elsewhere: the next extension is refused.
        await running.Client.AckAsync(first with { Receipt = null });
        // More than one, where the delivery ended before that.
        await Eventually.BecomesTrueAsync(() => running.Work.Cancelled >= 1);
        (await running.Client.GetMessageAsync(first.Id)).Status.ShouldBe(MessageStatus.Processed);
    }

    [Fact]
    public async Task A_handler_is_cancelled_when_the_delivery_ends_while_the_platform_does_not_answer()
    {
        await using var running = await StartAsync(options => options.VisibilityTimeout = TimeSpan.FromSeconds(3));
        await running.Client.PublishAsync(running.Queue, Message.Text("held"));
        await Eventually.BecomesTrueAsync(() => running.Work.Running == 1);

        // Extensions hang; each has 30 s before the client gives it up.
        running.Network.HoldExtensions();
        await Eventually.BecomesTrueAsync(() => running.Work.Cancelled >= 1, TimeSpan.FromSeconds(25));
        running.Network.LetExtensionsGo();
    }

    [Fact]
    public async Task The_visibility_timeout_is_extended_until_the_acknowledgement_succeeds()
    {
        await using var running = await StartAsync(options => (options.VisibilityTimeout, options.Concurrency) = (TimeSpan.FromSeconds(10), 1));
        var published = await running.Client.PublishAsync(running.Queue, Message.Text("slow to say"));
        var first = await Eventually.GetAsync(() => Task.FromResult(running.Work.Seen.FirstOrDefault()));
        running.Network.HoldAcknowledgements();
        running.Work.Release(1);

        // Well after the delivery would have ended.
        await Eventually.BecomesTrueAsync(() => TimeProvider.System.GetUtcNow() > first.VisibleAt!.Value.AddSeconds(3));
        running.Network.LetAcknowledgementsGo();
        await Eventually.BecomesTrueAsync(async () => (await running.Client.GetMessageAsync(published.Id)).Status == MessageStatus.Processed);
        (await running.Client.GetMessageAsync(published.Id)).DeliveryCount.ShouldBe(1);
    }

    [Fact]
    public async Task A_consumer_resumes_after_an_outage()
    {
        await using var running = await StartAsync(options => (options.Wait, options.MaxBackOff) = (TimeSpan.Zero, TimeSpan.FromSeconds(1)));
        running.Network.IsDown = true;
        var refused = running.Network.Refused;
        await Eventually.BecomesTrueAsync(() => running.Network.Refused >= refused + 3);
        running.Network.IsDown = false;
        running.Work.Release(1);
        var published = await running.Client.PublishAsync(running.Queue, Message.Text("after"));
        await Eventually.BecomesTrueAsync(async () => (await running.Client.GetMessageAsync(published.Id)).Status == MessageStatus.Processed);

        // Away while a message is in hand: it is acknowledged later, and not delivered twice.
        var second = await running.Client.PublishAsync(running.Queue, Message.Text("meanwhile"));
        await Eventually.BecomesTrueAsync(() => running.Work.Running == 1);
        running.Network.IsDown = true;
        running.Work.Release(1);
        refused = running.Network.Refused;
        await Eventually.BecomesTrueAsync(() => running.Network.Refused >= refused + 3);
        running.Network.IsDown = false;
        await Eventually.BecomesTrueAsync(async () => (await running.Client.GetMessageAsync(second.Id)).Status == MessageStatus.Processed);
        running.Work.Seen.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Waiting_acknowledgements_are_sent_in_one_call_with_individual_results()
    {
        var network = new Network();
        var services = platform.Program(options => options.Retries = 0);
        services.AddHttpClient(nameof(QueueClient)).AddHttpMessageHandler(() => new NetworkHandler(network));
        await using var provider = services.BuildServiceProvider();
        await using var own = platform.Program().BuildServiceProvider();
        var client = own.GetRequiredService<QueueClient>();
        var queue = platform.NewName();
        await client.CreateQueueAsync(new CreateQueueRequest(queue));
        await client.PublishAsync(queue, [.. Enumerable.Range(0, 20).Select(number => Message.Json(number))]);
        var messages = await client.ConsumeAsync(queue, max: 20);

        // While the first is on its way, the others gather; one of them has been acknowledged by somebody else.
        await client.AckAsync(messages[7]);
        network.HoldAcknowledgements();
        var acknowledgements = new Acknowledgements(provider.GetRequiredService<QueueClient>());
        var done = messages.Select(acknowledgements.AckAsync).ToList();
        network.LetAcknowledgementsGo();
        (await Should.ThrowAsync<QueueApiException>(done[7])).Code.ShouldBe("already_processed");
        done.RemoveAt(7);
        await Task.WhenAll(done);
        network.Acknowledgements.ShouldBe(2);
        (await client.GetQueueAsync(queue)).MessagesProcessed.ShouldBe(20);

        // What goes wrong with a call is told to all of it, and the next one begins anew.
        network.IsDown = true;
        await Should.ThrowAsync<QueueUnavailableException>(acknowledgements.AckAsync(messages[0]));
        network.IsDown = false;
        (await Should.ThrowAsync<QueueApiException>(acknowledgements.AckAsync(messages[0]))).Code.ShouldBe("already_processed");
    }

    [Fact]
    public async Task A_rate_limited_acknowledgement_is_retried()
    {
        await using var running = await StartAsync(_ => { });
        running.Network.Busy = 2;
        running.Work.Release(1);
        var published = await running.Client.PublishAsync(running.Queue, Message.Text("busy"));
        await Eventually.BecomesTrueAsync(async () => (await running.Client.GetMessageAsync(published.Id)).Status == MessageStatus.Processed);
        (running.Network.Acknowledgements, running.Work.Seen.Count).ShouldBe((3, 1));
    }

    private async Task<Running> StartAsync(Action<ConsumerOptions>? configure = null)
    {
        var own = platform.Program().BuildServiceProvider();
        var queue = platform.NewName();
        await own.GetRequiredService<QueueClient>().CreateQueueAsync(new CreateQueueRequest(queue, MaxDeliveries: 3));

        var services = platform.Program(options => options.Retries = 0);
        var network = new Network();
        services.AddHttpClient(nameof(QueueClient)).AddHttpMessageHandler(() => new NetworkHandler(network));
        services.AddSingleton<Work>();
        services.AddQueueConsumer<Handler>(queue, options =>
        {
            options.Wait = TimeSpan.FromSeconds(5);
            configure?.Invoke(options);
        });
        var provider = services.BuildServiceProvider();
        var consumer = provider.GetServices<IHostedService>().Single();
        await consumer.StartAsync(CancellationToken.None);
        return new Running(own, provider, consumer, queue, network);
    }

    private sealed class Running(ServiceProvider own, ServiceProvider provider, IHostedService consumer, string queue, Network network) : IAsyncDisposable
    {
        public string Queue { get; } = queue;

        public Network Network { get; } = network;

        public Work Work { get; } = provider.GetRequiredService<Work>();

        /// <summary>Another program's.</summary>
        public QueueClient Client { get; } = own.GetRequiredService<QueueClient>();

        public Task StopAsync() => consumer.StopAsync(CancellationToken.None);

        public async ValueTask DisposeAsync()
        {
            Network.IsDown = false;
            Network.LetAcknowledgementsGo();
            Network.LetExtensionsGo();
            Work.Release(1_000);
            await StopAsync();
            await provider.DisposeAsync();
            await own.DisposeAsync();
        }
    }

    private sealed class Work
    {
        private readonly SemaphoreSlim _allowed = new(0);
        private readonly Lock _counting = new();
        private int _running;
        private int _cancelled;

        public ConcurrentQueue<MessageResponse> Seen { get; } = new();

        public Action<MessageResponse> Act { get; set; } = _ => { };

        public int Running => Volatile.Read(ref _running);

        public int Cancelled => Volatile.Read(ref _cancelled);

        public int Most { get; private set; }

        public void Release(int count) => _allowed.Release(count);

        public async Task DoAsync(MessageResponse message, CancellationToken cancellationToken)
        {
            Seen.Enqueue(message);
            lock (_counting)
            {
                Most = Math.Max(Most, Interlocked.Increment(ref _running));
            }

            try
            {
                await _allowed.WaitAsync(cancellationToken);
                Act(message);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref _cancelled);
                throw;
            }
            finally
            {
                Interlocked.Decrement(ref _running);
            }
        }
    }

    private sealed class Handler(Work work) : IMessageHandler
    {
        public Task HandleAsync(MessageResponse message, CancellationToken cancellationToken) => work.DoAsync(message, cancellationToken);
    }

    private sealed class Network
    {
        private TaskCompletionSource _way = Gone();
        private TaskCompletionSource _extensions = Gone();
        private int _refused;
        private int _acknowledgements;

        public bool IsDown { get; set; }

        public int Refused => Volatile.Read(ref _refused);

        /// <summary>So many of the next acknowledgements are told to come again.</summary>
        public int Busy { get; set; }

        /// <summary>Requests that acknowledge.</summary>
        public int Acknowledgements => Volatile.Read(ref _acknowledgements);

        /// <summary>Done when extensions may go on.</summary>
        public Task Extensions => _extensions.Task;

        public void HoldExtensions() => _extensions = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void LetExtensionsGo() => _extensions.TrySetResult();

        public void HoldAcknowledgements() => _way = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void LetAcknowledgementsGo() => _way.TrySetResult();

        private static TaskCompletionSource Gone()
        {
            var gone = new TaskCompletionSource();
            gone.SetResult();
            return gone;
        }

        public Task AcknowledgeAsync()
        {
            Interlocked.Increment(ref _acknowledgements);
            return _way.Task;
        }

        public void Refuse() => Interlocked.Increment(ref _refused);
    }

    private sealed class NetworkHandler(Network network) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.AbsolutePath.EndsWith("/ack", StringComparison.Ordinal))
            {
                await network.AcknowledgeAsync();
                if (network.Busy > 0)
                {
                    network.Busy--;
                    return new HttpResponseMessage(System.Net.HttpStatusCode.TooManyRequests);
                }
            }

            if (request.RequestUri!.AbsolutePath.EndsWith("/extend", StringComparison.Ordinal))
            {
                await network.Extensions.WaitAsync(cancellationToken);
            }

            if (network.IsDown)
            {
                network.Refuse();
                throw new HttpRequestException("The cable is out.");
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }
}
