using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Contracts;
using Platform.Contracts.Messaging;
using Platform.JobManager.Backlog;
using Platform.JobManager.Changes;
using Platform.JobManager.Database;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Hosting;
using Platform.JobManager.Kinds;
using Platform.JobManager.Leases;
using Platform.JobManager.Outcomes;
using Platform.JobManager.Telemetry;
using Platform.JobManager.Workers;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Measures;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Platform.JobManager.Reports;

/// <summary>Takes what workers report: all messages that wait make one round, one commit and one acknowledgement.</summary>
internal sealed class ReportConsumer(
    RabbitMqConnection rabbit,
    JobDatabase database,
    OutcomeWriter outcomes,
    RelayQueue relay,
    WorkerCommands commands,
    ChangeFeed changes,
    AdmissionPacer pacer,
    ReportFlow flow,
    JobMetrics metrics,
    BacklogFigures figures,
    LostJobMarks marks,
    IOptions<LeaseOptions> leases,
    TimeProvider time,
    ILogger<ReportConsumer> logger) : Loop(time, logger)
{
    private const ushort Prefetch = 500;
    private const int MaxItems = 5000;

    private readonly ReportApplier _applier = new(database, outcomes, leases, time);
    private readonly ReportBatch _batch = new();

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        IConnection connection = await rabbit.GetAsync(cancellationToken);
        await using IChannel channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await BrokerTopology.DeclareAsync(channel, cancellationToken);
        await channel.BasicQosAsync(0, Prefetch, global: false, cancellationToken);
        Channel<ReceivedReport> received = Channel.CreateBounded<ReceivedReport>(
            new BoundedChannelOptions(Prefetch + 1) { SingleReader = true, SingleWriter = true });
        channel.ChannelShutdownAsync += (_, shutdown) =>
        {
            received.Writer.TryComplete(new InvalidOperationException($"The reports channel was closed: {shutdown.ReplyText}"));
            return Task.CompletedTask;
        };

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) => ReceiveAsync(received.Writer, delivery);
        await channel.BasicConsumeAsync(JobQueues.Reports, autoAck: false, consumer, cancellationToken);
        flow.Flows();
        try
        {
            while (await received.Reader.WaitToReadAsync(cancellationToken))
            {
                ulong last = Take(received.Reader, out int messages);
                await RoundAsync(messages, cancellationToken);
                await channel.BasicAckAsync(last, multiple: true, cancellationToken);
            }
        }
        finally
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                flow.Broke();
            }
        }
    }

    private async Task ReceiveAsync(ChannelWriter<ReceivedReport> received, BasicDeliverEventArgs delivery)
    {
        WorkerReport? report = null;
        metrics.Received(delivery.Body.Length);
        try
        {
            // The body is only valid here, so it is read here.
            report = JsonSerializer.Deserialize(delivery.Body.Span, ContractsJson.Default.WorkerReport);
        }
        catch (JsonException exception)
        {
            metrics.Unreadable();
            ReportLog.Unreadable(Logger, exception, delivery.Body.Length);
        }

        await received.WriteAsync(new ReceivedReport(delivery.DeliveryTag, report), CancellationToken.None);
    }

    private ulong Take(ChannelReader<ReceivedReport> received, out int messages)
    {
        _batch.Clear();
        ulong last = 0;
        messages = 0;
        while (_batch.Count < MaxItems && received.TryRead(out ReceivedReport message))
        {
            last = message.DeliveryTag;
            messages++;
            if (message.Report is { WorkerId: not null } report)
            {
                _batch.Add(report);
            }
        }

        _batch.Sort();
        return last;
    }

    private async Task RoundAsync(int messages, CancellationToken cancellationToken)
    {
        if (_batch.Count == 0)
        {
            return;
        }

        long start = Time.GetTimestamp();
        ReportOutcome outcome;
        try
        {
            outcome = await database.For(QueryType.Update).ExecuteAsync(
                static async (state, token) => await state._applier.ApplyAsync(state._batch, token), this, cancellationToken);
        }
        catch (PostgresException refused) when (!refused.IsTransient && refused.SqlState.StartsWith("22", StringComparison.Ordinal))
        {
            // Class 22: a report holds data that cannot be stored. It must not hold up the others for ever.
            ReportLog.Refused(Logger, refused);
            await OneByOneAsync(cancellationToken);
            return;
        }

        metrics.Consumed(messages, Time.GetElapsedTime(start).TotalSeconds);
        Tell(outcome);
    }

    private async Task OneByOneAsync(CancellationToken cancellationToken)
    {
        foreach (ReportBatch one in _batch.Split())
        {
            try
            {
                Tell(await database.For(QueryType.Update).ExecuteAsync(
                    static async (state, token) => await state._applier.ApplyAsync(state.one, token), (_applier, one), cancellationToken));
            }
            catch (PostgresException refused) when (!refused.IsTransient)
            {
                ReportLog.Dropped(Logger, refused);
            }
        }
    }

    private void Tell(ReportOutcome outcome)
    {
        AppliedOutcomes applied = outcome.Applied;
        relay.Committed(applied.BatchId, applied.ClaimedUntil, applied.Due);
        foreach ((string worker, WorkerAnswer answer) in outcome.Answers)
        {
            commands.Send(worker, answer.ToCommand(leases.Value.Duration));
        }

        QueueCount left = applied.LeftQueue;
        foreach (SucceededJob job in outcome.Succeeded)
        {
            JobKindDefinition kind = JobKindTable.Get(job.Kind);
            left += kind.IsShort ? QueueCount.Of(kind) : default;
            string queue = JobQueueNames.Of(kind, job.Priority);
            metrics.Durations(job.CreatedAt, job.QueuedAt, job.StartedAt, job.FinishedAt);
            if (job.QueuedAt is { } queued)
            {
                marks.Moved(queue, queued);
            }
        }

        if (outcome.Succeeded.Count > 0)
        {
            metrics.Completed(Contracts.Jobs.JobState.Succeeded, timedOut: false, outcome.Succeeded.Count);
            figures.AddSucceeded(outcome.Succeeded.Count);
        }

        pacer.Left(left);
        foreach (Action<JobMetrics> count in applied.Metrics)
        {
            count(metrics);
        }

        changes.Publish(applied.Changes);
    }
}
