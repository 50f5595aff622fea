using System.Diagnostics;
using Microsoft.Extensions.Options;
using Platform.Contracts.Messaging;
using Platform.Worker.Attempts;
using Platform.Worker.Configuration;
using Platform.Worker.Kinds;
using Platform.Worker.Leases;
using Platform.Worker.Reports;

namespace Platform.Worker.Intake;

/// <summary>Runs the jobs of a pack one after another; those that do not end at once continue on their own.</summary>
internal sealed class PackRunner(
    AttemptRunner runner, LeaseTable leases, LeaseHeartbeat heartbeat, ReportSender reports, IOptions<WorkerOptions> options, TimeProvider time)
{
    private readonly AttemptGroup _slow = new();

    /// <summary>Runs a pack, and reports the jobs that ended at once together.</summary>
    public async ValueTask RunAsync(PackRun run, CancellationToken cancellationToken)
    {
        var completed = Start(run, cancellationToken);
        if (completed.Count == 0)
        {
            run.Confirmed();
            return;
        }

        await reports.PostAsync(new ReportItem { Completed = completed, Receipt = run }, cancellationToken);
    }

    /// <summary>Stops the jobs that still run, and waits for their reports for a limited time.</summary>
    public Task StopAsync(CancellationToken cancellationToken) =>
        _slow.StopAsync(TimeSpan.FromSeconds(options.Value.ShutdownSeconds), time, cancellationToken);

    private List<AttemptCompleted> Start(PackRun run, CancellationToken cancellationToken)
    {
        var jobs = run.Pack.Jobs;
        var completed = new List<AttemptCompleted>(jobs.Count);
        completed.AddRange(run.Pack.Failed);
        for (var i = 0; i < jobs.Count; i++)
        {
            var attempt = runner.Begin(jobs[i], run.Queue);
            var running = runner.RunAsync(attempt);
            if (running.IsCompletedSuccessfully)
            {
                completed.Add(running.Result);
            }
            else
            {
                run.Expect();
                _slow.Add(attempt, FinishAsync(run, attempt, running.AsTask(), cancellationToken));
            }

            // The span of a running attempt must not become the parent of the next one's.
            Activity.Current = null;
        }

        return completed;
    }

    /// <summary>Waits for a job that did not end at once; after a while it gets a lease of its own, so that its pack can be acknowledged.</summary>
    private async Task FinishAsync(PackRun run, Attempt attempt, Task<AttemptCompleted> running, CancellationToken session)
    {
        await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(options.Value.LeavePackSeconds), time, session));
        var left = !running.IsCompleted && await LeaveAsync(attempt, running, session);
        if (left)
        {
            run.Confirmed();
        }

        var completed = await running;
        if (attempt.Reason == StopReason.Lost)
        {
            leases.Forget(attempt.Ref);
            if (!left)
            {
                run.Confirmed();
            }

            return;
        }

        if (attempt.Reason == StopReason.Shutdown && !left)
        {
            // Not acknowledged and without a lease: RabbitMQ redelivers it to another worker.
            leases.Forget(attempt.Ref);
            return;
        }

        leases.Ending(attempt.Ref);
        var progress = attempt.TakeProgress();
        await reports.PostAsync(
            new ReportItem { Progressed = progress is null ? null : [progress], Completed = [completed], Receipt = new PackedAttemptReceipt(leases, attempt.Ref, left ? null : run) },
            CancellationToken.None);
    }

    private async Task<bool> LeaveAsync(Attempt attempt, Task running, CancellationToken session)
    {
        try
        {
            while (!running.IsCompleted)
            {
                await heartbeat.WaitUntilReadyAsync(session);
                switch (await leases.RequestAsync(attempt, TimeSpan.FromSeconds(options.Value.GrantSeconds), session))
                {
                    case LeaseAnswer.Granted:
                        return true;
                    case LeaseAnswer.Refused:
                        return false;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The connection broke, and the delivery with it: the job is redelivered, and the attempt that ends first counts.
        }

        return false;
    }

    private sealed class PackedAttemptReceipt(LeaseTable leases, AttemptRef attempt, PackRun? run) : IReportReceipt
    {
        public void Confirmed()
        {
            leases.Forget(attempt);
            run?.Confirmed();
        }
    }
}
