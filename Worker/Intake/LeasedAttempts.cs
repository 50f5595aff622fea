using System.Diagnostics;
using Microsoft.Extensions.Options;
using Platform.Contracts.Messaging;
using Platform.Worker.Attempts;
using Platform.Worker.Configuration;
using Platform.Worker.Kinds;
using Platform.Worker.Leases;
using Platform.Worker.Reports;
using Platform.Worker.Telemetry;

namespace Platform.Worker.Intake;

/// <summary>Runs the jobs of the long lane: each requests its lease, and runs once that is granted.</summary>
internal sealed partial class LeasedAttempts(
    AttemptRunner runner,
    LeaseTable leases,
    ReportSender reports,
    WorkerTelemetry telemetry,
    IOptions<WorkerOptions> options,
    TimeProvider time,
    ILogger<LeasedAttempts> logger)
{
    private readonly AttemptGroup _running = new();

    /// <summary>Starts the jobs of a message.</summary>
    /// <param name="jobs">The jobs; at least one.</param>
    /// <param name="message">The message, which is settled when all of them have an answer about their lease.</param>
    /// <param name="ended">Called when the last of them has ended.</param>
    /// <param name="session">Cancelled when the connection to RabbitMQ breaks.</param>
    public void Start(IReadOnlyList<JobAssignment> jobs, LeasedMessage message, Action ended, CancellationToken session)
    {
        var left = jobs.Count;
        foreach (var job in jobs)
        {
            var attempt = runner.Begin(job, message.Queue);
            _running.Add(attempt, RunOneAsync());

            async Task RunOneAsync()
            {
                try
                {
                    await RunAsync(message, attempt, session);
                }
                catch (Exception error)
                {
                    Crashed(attempt.Ref.JobId, error);
                }
                finally
                {
                    if (Interlocked.Decrement(ref left) == 0)
                    {
                        ended();
                    }
                }
            }
        }

        Activity.Current = null;
    }

    /// <summary>Reports the jobs of a message that cannot be read.</summary>
    public async ValueTask FailAsync(IReadOnlyList<AttemptCompleted> failed, CancellationToken cancellationToken)
    {
        if (failed.Count > 0)
        {
            await reports.PostAsync(new ReportItem { Completed = failed }, cancellationToken);
        }
    }

    /// <summary>Stops the running jobs, and waits for their reports for a limited time.</summary>
    public Task StopAsync(CancellationToken cancellationToken) =>
        _running.StopAsync(TimeSpan.FromSeconds(options.Value.ShutdownSeconds), time, cancellationToken);

    private async Task RunAsync(LeasedMessage message, Attempt attempt, CancellationToken session)
    {
        LeaseAnswer answer;
        try
        {
            answer = await leases.RequestAsync(attempt, TimeSpan.FromSeconds(options.Value.GrantSeconds), session);
        }
        catch (OperationCanceledException)
        {
            // The connection is closed, and the delivery with it. A lease that is still granted is returned.
            answer = LeaseAnswer.Unanswered;
        }

        await message.SettleAsync(answer, telemetry, time);
        if (answer != LeaseAnswer.Granted)
        {
            leases.Forget(attempt.Ref);
            runner.Drop(attempt);
            return;
        }

        if (!attempt.IsBlock)
        {
            attempt.Share(new BlockSharing(attempt.Ref, (report, token) => reports.PostAsync(new ReportItem { Blocks = report }, token)));
        }

        attempt.StartedAt = time.GetUtcNow();
        var completed = await runner.RunAsync(attempt);
        if (attempt.Reason == StopReason.Lost)
        {
            leases.Forget(attempt.Ref);
            return;
        }

        leases.Ending(attempt.Ref);
        if (attempt.IsBlock)
        {
            await reports.PostAsync(
                new ReportItem { Blocks = new BlockReport(Completed: [completed]), Receipt = new AttemptReceipt(leases, attempt.Ref) }, CancellationToken.None);
            return;
        }

        var progress = attempt.TakeProgress();
        await reports.PostAsync(
            new ReportItem { Progressed = progress is null ? null : [progress], Completed = [completed], Receipt = new AttemptReceipt(leases, attempt.Ref) },
            CancellationToken.None);
    }

    [LoggerMessage(1, LogLevel.Error, "Running job {JobId} failed inside the worker; its lease will expire")]
    private partial void Crashed(Guid jobId, Exception error);

    private sealed class AttemptReceipt(LeaseTable leases, AttemptRef attempt) : IReportReceipt
    {
        public void Confirmed() => leases.Forget(attempt);
    }
}
