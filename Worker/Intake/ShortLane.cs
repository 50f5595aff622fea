using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.ServiceDefaults.Dependencies;
using Platform.Worker.Configuration;
using Platform.Worker.Telemetry;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Platform.Worker.Intake;

/// <summary>
/// Consumes packs of short jobs and runs them one after another on one task, most urgent priority first. A job that ends at once costs no await and
/// no message of its own; one that takes long leaves its pack with a lease.
/// </summary>
internal sealed partial class ShortLane(
    RabbitMqConnection rabbit, PackRunner runner, WorkerTelemetry telemetry, IOptions<WorkerOptions> options, TimeProvider time, ILogger<ShortLane> logger)
    : BackgroundService
{
    private static readonly JobPriority[] s_priorities = [JobPriority.High, JobPriority.Normal, JobPriority.Low];

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await runner.StopAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => rabbit.RunAsync(WorkAsync, stoppingToken);

    private async Task WorkAsync(IConnection connection, CancellationToken cancellationToken)
    {
        using var session = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var prefetch = options.Value.ShortPrefetch;
        using var waiting = new PriorityBuffer<PackRun>(s_priorities.Length, prefetch);
        var dirty = Channel.CreateBounded<AckTracker>(new BoundedChannelOptions(s_priorities.Length * (prefetch + 1)) { SingleReader = true });
        List<IAsyncDisposable> channels = [];
        try
        {
            for (var level = 0; level < s_priorities.Length; level++)
            {
                channels.Add(await ConsumeAsync(connection, level, waiting, dirty.Writer, session));
            }

            await Task.WhenAll(RunPacksAsync(waiting, session.Token), AckAsync(dirty.Reader, session.Token));
        }
        finally
        {
            foreach (var channel in channels)
            {
                await channel.DisposeAsync();
            }
        }
    }

    private async Task<IChannel> ConsumeAsync(
        IConnection connection, int level, PriorityBuffer<PackRun> waiting, ChannelWriter<AckTracker> dirty, CancellationTokenSource session)
    {
        var channel = await connection.CreateChannelAsync(cancellationToken: session.Token);
        channel.ChannelShutdownAsync += (_, _) => session.CancelAsync();
        var acks = new AckTracker(channel);
        var queue = new QueueTag(JobQueues.ForLane(JobQueues.ShortLane, s_priorities[level]));
        await channel.QueueDeclareAsync(
            queue.Queue, durable: true, exclusive: false, autoDelete: false, JobQueues.DurableArguments(), cancellationToken: session.Token);
        await channel.BasicQosAsync(prefetchSize: 0, options.Value.ShortPrefetch, global: false, session.Token);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            telemetry.MessageTaken(queue, delivery.Body.Length);
            acks.Taken(delivery.DeliveryTag);
            var pack = PackReader.Read(delivery.Body, time.GetUtcNow());
            if (pack.Fault is { } fault)
            {
                Unreadable(queue.Queue, pack.Failed.Count, fault);
                telemetry.Failed("unreadable_message");
            }

            // The prefetch bounds what can arrive, so there is always space. An unreadable message is acknowledged, because it would be redelivered
            // for ever.
            waiting.Add(level, new PackRun(pack, queue, delivery.DeliveryTag, acks, time.GetTimestamp(), run =>
            {
                telemetry.MessageDone(run.Queue, time.GetElapsedTime(run.TakenAt), pack.IsEmpty ? MessageEnd.Rejected : MessageEnd.Acked);
                dirty.TryWrite(run.Acks);
            }));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.Queue, autoAck: false, consumer, session.Token);
        return channel;
    }

    /// <summary>Acknowledges deliveries; those that were confirmed during the last call are included in the next one.</summary>
    private static async Task AckAsync(ChannelReader<AckTracker> dirty, CancellationToken cancellationToken)
    {
        HashSet<AckTracker> batch = [];
        while (await dirty.WaitToReadAsync(cancellationToken))
        {
            while (dirty.TryRead(out var acks))
            {
                batch.Add(acks);
            }

            foreach (var acks in batch)
            {
                await acks.AckAsync(cancellationToken);
            }

            batch.Clear();
        }
    }

    private async Task RunPacksAsync(PriorityBuffer<PackRun> waiting, CancellationToken cancellationToken)
    {
        while (true)
        {
            await runner.RunAsync(await waiting.TakeAsync(cancellationToken), cancellationToken);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Message on {Queue} cannot be read completely: {Count} of its jobs fail, the others run")]
    private partial void Unreadable(string queue, int count, Exception error);
}
