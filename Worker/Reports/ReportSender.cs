using System.Threading.Channels;
using Platform.Contracts.Messaging;
using Platform.ServiceDefaults.Dependencies;
using Platform.Worker.Configuration;
using Platform.Worker.Telemetry;
using RabbitMQ.Client;

namespace Platform.Worker.Reports;

/// <summary>
/// Sends the worker's reports to JobManager. All waiting items are sent in one message without waiting for more, and several messages may be awaiting
/// their confirm. While RabbitMQ is unavailable items wait here; their number is bounded by the number of jobs that can run or be prefetched.
/// </summary>
internal sealed partial class ReportSender(
    RabbitMqConnection rabbit, WorkerIdentity identity, WorkerTelemetry telemetry, TimeProvider time, ILogger<ReportSender> logger) : BackgroundService
{
    private const int Capacity = 20_000;
    private const int MaxItemsPerMessage = 2_000;
    private const int MaxInFlight = 4;
    private static readonly TimeSpan s_publishTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_flushTimeout = TimeSpan.FromSeconds(3);
    private static readonly CreateChannelOptions s_channelOptions = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
    private static readonly BasicProperties s_properties = new() { Persistent = true, ContentType = "application/json" };

    private readonly Channel<ReportItem> _items = Channel.CreateBounded<ReportItem>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly SemaphoreSlim _window = new(MaxInFlight, MaxInFlight);
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly TaskCompletionSource _flushed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IChannel? _channel;

    /// <summary>Queues an item; waits only if very many are waiting already.</summary>
    public ValueTask PostAsync(ReportItem item, CancellationToken cancellationToken = default) =>
        _items.Writer.TryWrite(item) ? ValueTask.CompletedTask : _items.Writer.WriteAsync(item, cancellationToken);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // The last reports of the attempts are still sent, within a time limit.
        _items.Writer.TryComplete();
        await Task.WhenAny(_flushed.Task, Task.Delay(s_flushTimeout, time, cancellationToken));
        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _window.Dispose();
        _opening.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _items.Reader.WaitToReadAsync(stoppingToken))
        {
            await _window.WaitAsync(stoppingToken);
            var batch = new OutgoingReport();
            while (batch.Count < MaxItemsPerMessage && _items.Reader.TryRead(out var item))
            {
                batch.Add(item);
            }

            // Not awaited, so that confirms overlap; the window limits their number, and the call itself writes in order.
            _ = SendAsync(batch, stoppingToken);
        }

        for (var i = 0; i < MaxInFlight; i++)
        {
            await _window.WaitAsync(stoppingToken);
        }

        _flushed.TrySetResult();
    }

    private async Task SendAsync(OutgoingReport batch, CancellationToken stoppingToken)
    {
        try
        {
            var body = batch.Serialize(identity.Id, time.GetUtcNow());
            for (var failures = 0; ; failures++)
            {
                try
                {
                    await PublishAsync(body, stoppingToken);
                    break;
                }
                catch (Exception error) when (!stoppingToken.IsCancellationRequested)
                {
                    PublishFailed(batch.Count, error);
                    await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(2_000, 100 << Math.Min(failures, 5))), time, stoppingToken);
                }
            }

            telemetry.ReportSent();
            batch.Confirmed();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Not confirmed: RabbitMQ redelivers the messages to another worker, and leases expire.
        }
        catch (Exception error)
        {
            ReceiptFailed(error);
        }
        finally
        {
            _window.Release();
        }
    }

    private async Task PublishAsync(byte[] body, CancellationToken stoppingToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var channel = Volatile.Read(ref _channel) is { IsOpen: true } open ? open : await OpenAsync(stoppingToken);
        limit.CancelAfter(s_publishTimeout);
        try
        {
            await channel.BasicPublishAsync("", JobQueues.Reports, mandatory: true, s_properties, body, limit.Token);
        }
        catch
        {
            // A channel whose confirm did not arrive is not used again.
            if (Interlocked.CompareExchange(ref _channel, null, channel) == channel)
            {
                _ = CloseAsync(channel);
            }

            throw;
        }
    }

    private async Task<IChannel> OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (Volatile.Read(ref _channel) is { IsOpen: true } open)
            {
                return open;
            }

            var connection = await rabbit.GetAsync(cancellationToken);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(s_publishTimeout);
            var channel = await connection.CreateChannelAsync(s_channelOptions, limit.Token);
            await channel.QueueDeclareAsync(
                JobQueues.Reports, durable: true, exclusive: false, autoDelete: false, JobQueues.DurableArguments(), cancellationToken: limit.Token);
            Volatile.Write(ref _channel, channel);
            return channel;
        }
        finally
        {
            _opening.Release();
        }
    }

    private static async Task CloseAsync(IChannel channel)
    {
        try
        {
            await channel.DisposeAsync();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Its connection is closed already.
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Report of {Count} items did not reach RabbitMQ and is sent again")]
    private partial void PublishFailed(int count, Exception error);

    [LoggerMessage(2, LogLevel.Error, "Report was confirmed, but its completion failed")]
    private partial void ReceiptFailed(Exception error);
}
