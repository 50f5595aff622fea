using System.Threading.Channels;
using Platform.Contracts.Messaging;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Leases;
using Platform.JobManager.Telemetry;
using Platform.JobManager.Workers;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Loops;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Platform.JobManager.Reports;

/// <summary>Consumes the reports of workers from RabbitMQ. All waiting messages become one batch, one commit and one acknowledgement.</summary>
internal sealed partial class ReportConsumer(
    RabbitMqConnection rabbit,
    ReportProcessor processor,
    WorkerSlots slots,
    ReportFlow flow,
    JobMetrics metrics,
    TimeProvider time,
    ILogger<ReportConsumer> logger) : Loop(time, logger)
{
    private const ushort Prefetch = 500;

    /// <summary>The number of reported items after which a batch takes no further message.</summary>
    private const int MaxItems = 5000;

    private readonly ILogger _logger = logger;
    private readonly ReportBatch _batch = new();

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var connection = await rabbit.GetAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await RabbitMqTopology.DeclareAsync(channel, cancellationToken);
        await channel.BasicQosAsync(0, Prefetch, global: false, cancellationToken);
        var received = Channel.CreateBounded<ReceivedReport>(
            new BoundedChannelOptions(Prefetch + 1) { SingleReader = true, SingleWriter = true });
        channel.ChannelShutdownAsync += (_, shutdown) =>
        {
            received.Writer.TryComplete(new InvalidOperationException($"The reports channel was closed: {shutdown.ReplyText}"));
            return Task.CompletedTask;
        };

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) => ReceiveAsync(received.Writer, delivery);
        await channel.BasicConsumeAsync(JobQueues.Reports, autoAck: false, consumer, cancellationToken);
        flow.MarkStarted();
        try
        {
            while (await received.Reader.WaitToReadAsync(cancellationToken))
            {
                var last = Take(received.Reader, out var messages);
                if (_batch.Count > 0)
                {
                    await processor.ProcessAsync(_batch, messages, cancellationToken);
                }

                await channel.BasicAckAsync(last, multiple: true, cancellationToken);
            }
        }
        finally
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                flow.MarkInterrupted();
            }
        }
    }

    private async Task ReceiveAsync(ChannelWriter<ReceivedReport> received, BasicDeliverEventArgs delivery)
    {
        metrics.Received(delivery.Body.Length);

        // The client reuses the body's memory after this call, so the report is read here.
        var report = ReportReader.Read(delivery.Body, Time.GetUtcNow(), out var fault);
        if (fault is not null || report is null)
        {
            metrics.Unreadable();
            ReportUnreadable(fault, delivery.Body.Length);
        }

        await received.WriteAsync(new ReceivedReport(delivery.DeliveryTag, report), CancellationToken.None);
    }

    /// <summary>Fills the batch with waiting messages.</summary>
    /// <returns>The delivery tag of the last message.</returns>
    private ulong Take(ChannelReader<ReceivedReport> received, out int messages)
    {
        _batch.Clear();
        var last = 0UL;
        messages = 0;
        while (_batch.Count < MaxItems && received.TryRead(out var message))
        {
            last = message.DeliveryTag;
            messages++;
            if (message.Report is { } report && ReportTexts.IsWorker(report.WorkerId))
            {
                _batch.Add(report);
                if (report.LongSlots is { } reported)
                {
                    slots.Report(report.WorkerId, reported, report.Processors);
                }
            }
        }

        _batch.Sort();
        return last;
    }

    [LoggerMessage(30, LogLevel.Error, "Parts of a report of {Bytes} bytes, or all of it, could not be read and were ignored", EventName = "report_unreadable")]
    private partial void ReportUnreadable(Exception? exception, int bytes);
}
