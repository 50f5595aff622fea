using System.Text.Json;
using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Contracts.Messaging;
using Platform.ServiceDefaults.Dependencies;
using Platform.Worker.Configuration;
using Platform.Worker.Reports;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Platform.Worker.Leases;

/// <summary>
/// Sends heartbeats that renew the leases, reports the progress of attempts, and receives JobManager's commands on this worker's own queue.
/// </summary>
internal sealed partial class LeaseHeartbeat(
    RabbitMqConnection rabbit,
    LeaseTable leases,
    ReportSender reports,
    WorkerIdentity identity,
    IOptions<WorkerOptions> options,
    TimeProvider time,
    ILogger<LeaseHeartbeat> logger) : BackgroundService
{
    private static readonly TimeSpan s_progressInterval = TimeSpan.FromMilliseconds(500);

    private volatile TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits until commands of JobManager can be received.</summary>
    public Task WaitUntilReadyAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        rabbit.RunAsync(ListenAsync, stoppingToken),
        RenewAsync(stoppingToken),
        ReportProgressAsync(stoppingToken));

    private async Task ListenAsync(IConnection connection, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, _) =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        var queue = JobQueues.ForWorker(identity.Id);
        await channel.QueueDeclareAsync(queue, durable: false, exclusive: true, autoDelete: true, cancellationToken: cancellationToken);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            try
            {
                if (JsonSerializer.Deserialize(delivery.Body.Span, ContractsJson.Default.WorkerCommand) is { } command)
                {
                    await leases.ApplyAsync(command, cancellationToken);
                }
            }
            catch (JsonException error)
            {
                Unreadable(error);
            }
        };
        await channel.BasicConsumeAsync(queue, autoAck: true, consumer, cancellationToken);
        _ready.TrySetResult();
        await ReportSlotsAsync(cancellationToken);
        try
        {
            await closed.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            _ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.HeartbeatSeconds), time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await leases.RenewAsync(cancellationToken);

            // While RabbitMQ is unavailable they would pile up, and be outdated afterwards.
            if (rabbit.IsOpen)
            {
                await ReportSlotsAsync(cancellationToken);
            }
        }
    }

    private ValueTask ReportSlotsAsync(CancellationToken cancellationToken) =>
        reports.PostAsync(new ReportItem { LongSlots = options.Value.LongSlots, Processors = identity.Processors }, cancellationToken);

    private async Task ReportProgressAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(s_progressInterval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            // While RabbitMQ is unavailable the progress stays in the attempts, where it is bounded.
            if (rabbit.IsOpen && leases.TakeProgress() is { } progress)
            {
                await reports.PostAsync(new ReportItem { Progressed = progress }, cancellationToken);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Command cannot be read")]
    private partial void Unreadable(Exception error);
}
