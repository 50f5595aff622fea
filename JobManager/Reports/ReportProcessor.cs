using System.Text.Json;
using Npgsql;
using Platform.JobManager.Blocks;
using Platform.JobManager.Database;
using Platform.JobManager.Telemetry;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.JobManager.Reports;

/// <summary>
/// Commits batches of reports and publishes their effects. If the database refuses the data of a report, the reports of its batch are
/// committed one by one, so that a bad report cannot block the others.
/// </summary>
internal sealed partial class ReportProcessor(
    JobDatabase database,
    ReportApplier applier,
    ReportPublisher publisher,
    BlockReports blocks,
    JobMetrics metrics,
    TimeProvider time,
    ILogger<ReportProcessor> logger)
{
    /// <summary>Processes a batch. Not thread-safe.</summary>
    /// <param name="batch">The merged reports.</param>
    /// <param name="messages">The number of messages that the reports came in.</param>
    /// <param name="cancellationToken">Cancels the processing; the messages are then delivered again.</param>
    public async Task ProcessAsync(ReportBatch batch, int messages, CancellationToken cancellationToken)
    {
        if (batch.Attempts > 0)
        {
            await ProcessAttemptsAsync(batch, messages, cancellationToken);
        }

        await blocks.ApplyAsync(batch.Blocks, cancellationToken);
    }

    private async Task ProcessAttemptsAsync(ReportBatch batch, int messages, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        ReportOutcome outcome;
        try
        {
            outcome = await ApplyAsync(batch, cancellationToken);
        }
        catch (Exception exception) when (IsPermanent(exception))
        {
            BatchRefused(exception);
            await ProcessOneByOneAsync(batch, cancellationToken);
            return;
        }

        metrics.Consumed(messages, time.GetElapsedTime(start).TotalSeconds);
        publisher.Publish(outcome);
    }

    private async Task ProcessOneByOneAsync(ReportBatch batch, CancellationToken cancellationToken)
    {
        foreach (var single in batch.Split())
        {
            if (await TryProcessAsync(single, cancellationToken) is not { } refused)
            {
                continue;
            }

            if (single.WithoutReasons() is { } reduced && await TryProcessAsync(reduced, cancellationToken) is null)
            {
                DetailsDropped(refused);
                continue;
            }

            ReportDropped(refused);
            foreach (var (worker, attempt) in single.Started)
            {
                publisher.Refuse(worker, attempt);
            }
        }
    }

    /// <summary>Processes a batch of one report.</summary>
    /// <returns>Why it was refused; null on success.</returns>
    private async Task<Exception?> TryProcessAsync(ReportBatch single, CancellationToken cancellationToken)
    {
        try
        {
            publisher.Publish(await ApplyAsync(single, cancellationToken));
            return null;
        }
        catch (Exception exception) when (IsPermanent(exception))
        {
            return exception;
        }
    }

    private ValueTask<ReportOutcome> ApplyAsync(ReportBatch batch, CancellationToken cancellationToken) => database.For(QueryType.Update).ExecuteAsync(
        static async (state, token) => await state.applier.ApplyAsync(state.batch, token), (applier, batch), cancellationToken);

    /// <summary>Returns true if the cause is the contents of the reports, so that the same batch would always fail.</summary>
    private static bool IsPermanent(Exception exception) => exception switch
    {
        PostgresException postgres => CallerData.IsRefusal(postgres),
        ArgumentException or ArithmeticException or FormatException or InvalidCastException or KeyNotFoundException or NullReferenceException or JsonException => true,
        _ => false,
    };

    [LoggerMessage(31, LogLevel.Warning, "The database refused a batch of reports; they are applied one by one", EventName = "reports_refused")]
    private partial void BatchRefused(Exception exception);

    [LoggerMessage(33, LogLevel.Warning, "The database refused the details of an ended attempt; its end was stored without them", EventName = "report_replaced")]
    private partial void DetailsDropped(Exception exception);

    [LoggerMessage(32, LogLevel.Error, "The database refused a report; it was dropped", EventName = "report_dropped")]
    private partial void ReportDropped(Exception exception);
}
