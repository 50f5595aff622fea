using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Contracts.Messaging;
using Platform.JobManager.Backlog;
using Platform.JobManager.Changes;
using Platform.JobManager.Database;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Kinds;
using Platform.JobManager.Leases;
using Platform.JobManager.Outcomes;
using Platform.JobManager.Telemetry;
using Platform.JobManager.Workers;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Loops;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Platform.JobManager.Reports;

/// <summary>Takes what workers report: all messages that wait make one round, one commit and one acknowledgement.</summary>
internal sealed class ReportConsumer(
    RabbitMqConnection rabbit,
    JobDatabase database,
    OutcomeWriter outcomes,
    RelayQueue relay,
    TurnQueue turns,
    WorkerPlaces places,
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
        metrics.Received(delivery.Body.Length);

        // The body is only valid here, so it is read here.
        WorkerReport? report = ReportReader.Read(delivery.Body, Time.GetUtcNow(), out Exception? fault);
        if (fault is not null || report is null)
        {
            metrics.Unreadable();
            ReportLog.Unreadable(Logger, fault, delivery.Body.Length);
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
            if (message.Report is { } report && ReportTexts.IsWorker(report.WorkerId))
            {
                _batch.Add(report);
                if (report.LongPlaces is { } told)
                {
                    places.Told(report.WorkerId, told);
                }
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
        catch (Exception refused) when (IsPoison(refused))
        {
            // A report holds data that cannot be stored. It must not hold up the others for ever.
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
            if (await ApplyAsync(one, cancellationToken) is not { } refused)
            {
                continue;
            }

            if (one.WithoutReasons() is { } other && await ApplyAsync(other, cancellationToken) is null)
            {
                ReportLog.Replaced(Logger, refused);
                continue;
            }

            ReportLog.Dropped(Logger, refused);
            foreach ((string worker, AttemptStarted attempt) in one.Started)
            {
                // Whatever is wrong with it, the worker must not wait for its lease for ever.
                commands.Send(worker, new WorkerCommand(Refused: [new AttemptRef(attempt.JobId, attempt.Attempt)]));
            }
        }
    }

    /// <returns>Why it was refused; null when it was not.</returns>
    private async Task<Exception?> ApplyAsync(ReportBatch one, CancellationToken cancellationToken)
    {
        try
        {
            Tell(await database.For(QueryType.Update).ExecuteAsync(
                static async (state, token) => await state._applier.ApplyAsync(state.one, token), (_applier, one), cancellationToken));
            return null;
        }
        catch (Exception refused) when (IsPoison(refused))
        {
            return refused;
        }
    }

    /// <summary>Whether the same round would fail in the same way for ever: by what is in it, not by how the database or this service are.</summary>
    private static bool IsPoison(Exception exception) => exception switch
    {
        PostgresException postgres => CallerData.IsRefusal(postgres),
        ArgumentException or ArithmeticException or FormatException or InvalidCastException or KeyNotFoundException or NullReferenceException or JsonException => true,
        _ => false,
    };

    private void Tell(ReportOutcome outcome)
    {
        AppliedOutcomes applied = outcome.Applied;
        relay.Committed(applied.BatchId, applied.ClaimedUntil, applied.Due);
        foreach ((string worker, WorkerAnswer answer) in outcome.Answers)
        {
            commands.Send(worker, answer.ToCommand(leases.Value.Duration));
        }

        QueueCount left = applied.LeftQueue;
        QueueCount entered = applied.EnteredQueue;
        bool placesChanged = left.All != left.Short || entered.All != entered.Short || applied.Metrics.Count > 0;
        foreach (SucceededJob job in outcome.Succeeded)
        {
            JobKindDefinition kind = JobKindTable.Get(job.Kind);
            left += kind.IsShort ? QueueCount.Of(kind) : default;
            placesChanged |= !kind.IsShort;
            metrics.Durations(job.CreatedAt, job.QueuedAt, job.StartedAt, job.FinishedAt);
            if (kind.IsShort && job.QueuedAt is { } queued)
            {
                marks.Moved(JobQueueNames.Of(kind, job.Priority), queued);
            }
        }

        if (outcome.Succeeded.Count > 0)
        {
            metrics.Completed(Contracts.Jobs.JobState.Succeeded, timedOut: false, jobs: outcome.Succeeded.Count);
            figures.AddSucceeded(outcome.Succeeded.Count);
        }

        if (placesChanged)
        {
            turns.PlacesChanged();
        }

        pacer.Left(left);
        pacer.Entered(entered);
        foreach (Action<JobMetrics> count in applied.Metrics)
        {
            count(metrics);
        }

        changes.Publish(applied.Changes);
    }
}
