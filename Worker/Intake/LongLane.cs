using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.ServiceDefaults.Dependencies;
using Platform.Worker.Configuration;
using Platform.Worker.Leases;
using Platform.Worker.Telemetry;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Platform.Worker.Intake;

/// <summary>
/// Consumes long jobs. It takes one only when there is a free slot: the most urgent that waits, or the first that arrives. The message is
/// acknowledged as soon as JobManager has granted the lease, so that no timeout of RabbitMQ can end a long job.
/// </summary>
internal sealed partial class LongLane(
    RabbitMqConnection rabbit,
    LeasedAttempts attempts,
    LeaseHeartbeat heartbeat,
    WorkerTelemetry telemetry,
    IOptions<WorkerOptions> options,
    TimeProvider time,
    ILogger<LongLane> logger) : BackgroundService
{
    private static readonly QueueTag[] s_queues =
    [
        new(JobQueues.ForLane(JobQueues.LongLane, JobPriority.High)),
        new(JobQueues.ForLane(JobQueues.LongLane, JobPriority.Normal)),
        new(JobQueues.ForLane(JobQueues.LongLane, JobPriority.Low)),

        // Last: jobs come before help for other jobs.
        new(JobQueues.Blocks),
    ];

    private readonly SemaphoreSlim _slots = new(options.Value.LongSlots, options.Value.LongSlots);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await attempts.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _slots.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => rabbit.RunAsync(WorkAsync, stoppingToken);

    private async Task WorkAsync(IConnection connection, CancellationToken cancellationToken)
    {
        using var session = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: session.Token);
        channel.ChannelShutdownAsync += (_, _) => session.CancelAsync();
        foreach (var queue in s_queues)
        {
            await channel.QueueDeclareAsync(
                queue.Queue, durable: true, exclusive: false, autoDelete: false, JobQueues.DurableArguments(), cancellationToken: session.Token);
        }

        await channel.BasicQosAsync(prefetchSize: 0, prefetchCount: 1, global: false, session.Token);
        while (true)
        {
            await heartbeat.WaitUntilReadyAsync(session.Token);
            await _slots.WaitAsync(session.Token);
            var taken = false;
            try
            {
                var delivery = await TakeWaitingAsync(channel, session.Token) ?? await TakeNextAsync(channel, session.Token);
                taken = await StartAsync(channel, delivery, session.Token);
            }
            finally
            {
                if (!taken)
                {
                    _slots.Release();
                }
            }
        }
    }

    private static async Task<Delivery?> TakeWaitingAsync(IChannel channel, CancellationToken cancellationToken)
    {
        foreach (var queue in s_queues)
        {
            if (await channel.BasicGetAsync(queue.Queue, autoAck: false, cancellationToken) is { } found)
            {
                return new Delivery(queue, found.DeliveryTag, found.Body.ToArray());
            }
        }

        return null;
    }

    /// <summary>
    /// Consumes all queues until a message arrives. Further messages are returned at once, because another worker may have a free slot.
    /// </summary>
    private static async Task<Delivery> TakeNextAsync(IChannel channel, CancellationToken cancellationToken)
    {
        var arrived = Channel.CreateBounded<Delivery>(s_queues.Length);
        List<string> consumers = [];
        foreach (var queue in s_queues)
        {
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += async (_, delivery) =>
            {
                // Also after the consumer was cancelled: messages that RabbitMQ had already sent still arrive here.
                if (!arrived.Writer.TryWrite(new Delivery(queue, delivery.DeliveryTag, delivery.Body.ToArray())))
                {
                    await channel.BasicNackAsync(delivery.DeliveryTag, multiple: false, requeue: true, cancellationToken);
                }
            };
            consumers.Add(await channel.BasicConsumeAsync(queue.Queue, autoAck: false, consumer, cancellationToken));
        }

        await arrived.Reader.WaitToReadAsync(cancellationToken);
        foreach (var consumer in consumers)
        {
            await channel.BasicCancelAsync(consumer, noWait: false, cancellationToken);
        }

        arrived.Writer.Complete();
        List<Delivery> found = [];
        while (arrived.Reader.TryRead(out var delivery))
        {
            found.Add(delivery);
        }

        found.Sort(static (a, b) => Array.IndexOf(s_queues, a.Queue).CompareTo(Array.IndexOf(s_queues, b.Queue)));
        foreach (var other in found.Skip(1))
        {
            await channel.BasicNackAsync(other.Tag, multiple: false, requeue: true, cancellationToken);
        }

        return found[0];
    }

    /// <summary>Starts the job of a message.</summary>
    /// <returns>Whether the job now occupies the slot.</returns>
    private async Task<bool> StartAsync(IChannel channel, Delivery delivery, CancellationToken session)
    {
        telemetry.MessageTaken(delivery.Queue, delivery.Body.Length);
        var pack = PackReader.Read(delivery.Body, time.GetUtcNow());
        if (pack.Fault is { } fault)
        {
            Unreadable(delivery.Queue.Queue, pack.Failed.Count, fault);
            telemetry.Failed("unreadable_message");
        }

        await attempts.FailAsync(pack.Failed, session);
        if (pack.Jobs.Count == 0)
        {
            await channel.BasicRejectAsync(delivery.Tag, requeue: false, session);
            telemetry.MessageDone(delivery.Queue, TimeSpan.Zero, MessageEnd.Rejected);
            return false;
        }

        var message = new LeasedMessage(channel, delivery.Queue, delivery.Tag, pack.Jobs.Count, time.GetTimestamp());
        attempts.Start(pack.Jobs, message, () => _slots.Release(), session);
        return true;
    }

    [LoggerMessage(1, LogLevel.Error, "Message on {Queue} cannot be read completely: {Count} of its jobs fail, the others run")]
    private partial void Unreadable(string queue, int count, Exception error);

    private sealed record Delivery(QueueTag Queue, ulong Tag, byte[] Body);
}
