using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Platform.Contracts.Messaging;
using Platform.Worker.Attempts;
using Platform.Worker.Configuration;
using Platform.Worker.Kinds;
using Platform.Worker.Reports;
using Platform.Worker.Telemetry;

namespace Platform.Worker.Leases;

/// <summary>
/// Keeps the leases of this process: requests them, renews all of them in one report, and stops the attempts whose lease was lost or whose job was
/// cancelled.
/// </summary>
internal sealed partial class LeaseTable(ReportSender reports, WorkerTelemetry telemetry, IOptions<WorkerOptions> options, TimeProvider time, ILogger<LeaseTable> logger)
{
    private readonly ConcurrentDictionary<AttemptRef, HeldLease> _entries = new();
    private int _renewing;

    private readonly TimeSpan _abandonAfter = TimeSpan.FromSeconds(options.Value.AbandonSeconds);

    /// <summary>Requests the attempt's lease and waits for the answer.</summary>
    public async Task<LeaseAnswer> RequestAsync(Attempt attempt, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var entry = _entries.GetOrAdd(attempt.Ref, static (_, a) => new HeldLease(a), attempt);
        var started = new AttemptStarted(attempt.Ref.JobId, attempt.Ref.Attempt, attempt.StartedAt);
        await reports.PostAsync(
            attempt.IsBlock ? new ReportItem { Blocks = new BlockReport(Started: [started]) } : new ReportItem { Started = [started] }, cancellationToken);
        try
        {
            return await entry.Answer.Task.WaitAsync(timeout, time, cancellationToken) ? LeaseAnswer.Granted : LeaseAnswer.Refused;
        }
        catch (TimeoutException)
        {
            return LeaseAnswer.Unanswered;
        }
    }

    /// <summary>
    /// Stops renewing the lease of an attempt whose outcome is being sent; otherwise JobManager would report it as lost once the outcome is applied.
    /// </summary>
    public void Ending(AttemptRef attempt)
    {
        if (_entries.TryGetValue(attempt, out var entry))
        {
            entry.IsEnding = true;
        }
    }

    /// <summary>Removes an attempt whose outcome has been confirmed by RabbitMQ, or whose lease was never granted.</summary>
    public void Forget(AttemptRef attempt) => _entries.TryRemove(attempt, out _);

    /// <summary>Renews all leases in one report; those whose renewals RabbitMQ has not accepted for very long count as lost.</summary>
    public async ValueTask RenewAsync(CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        List<AttemptRef> held = [];
        List<AttemptRef> heldBlocks = [];
        List<HeldLease> entries = [];
        foreach (var (attempt, entry) in _entries)
        {
            if (!entry.IsHeld)
            {
                continue;
            }

            if (time.GetElapsedTime(entry.RenewedAt, now) >= _abandonAfter)
            {
                Lose(entry, "not renewed in time");
                continue;
            }

            (entry.Attempt.IsBlock ? heldBlocks : held).Add(attempt);
            entries.Add(entry);
        }

        // One at a time: while RabbitMQ is unavailable a renewal waits to be sent, and further ones would add nothing.
        if (entries.Count > 0 && Interlocked.Exchange(ref _renewing, 1) == 0)
        {
            var blocks = heldBlocks.Count == 0 ? null : new BlockReport(Held: heldBlocks);
            await reports.PostAsync(new ReportItem { Held = held, Blocks = blocks, Receipt = new Renewal(this, entries, now) }, cancellationToken);
        }
    }

    /// <summary>Returns the new progress, checkpoints and log lines of all attempts.</summary>
    public List<AttemptProgressed>? TakeProgress()
    {
        List<AttemptProgressed>? progress = null;
        foreach (var entry in _entries.Values)
        {
            if (entry is { IsHeld: true, Attempt: { IsBlock: false } attempt } && attempt.Reason != StopReason.Lost && attempt.TakeProgress() is { } item)
            {
                (progress ??= []).Add(item);
            }
        }

        return progress;
    }

    /// <summary>Applies a command of JobManager.</summary>
    public async ValueTask ApplyAsync(WorkerCommand command, CancellationToken cancellationToken)
    {
        foreach (var granted in command.Granted ?? [])
        {
            if (_entries.TryGetValue(granted, out var entry))
            {
                entry.Grant(time.GetTimestamp());
            }
            else
            {
                // The answer came after this worker had returned the message: the lease is returned too, or the job would wait until it expires.
                var now = time.GetUtcNow();
                await reports.PostAsync(
                    new ReportItem { Completed = [new AttemptCompleted(granted.JobId, granted.Attempt, AttemptOutcome.Released, now, now)] },
                    cancellationToken);
            }
        }

        foreach (var refused in command.Refused ?? [])
        {
            if (_entries.TryGetValue(refused, out var entry))
            {
                entry.Answer.TrySetResult(false);
                entry.Attempt.Stop(StopReason.Lost);
            }
        }

        foreach (var lost in command.Lost ?? [])
        {
            if (_entries.TryGetValue(lost, out var entry))
            {
                Lose(entry, "taken away");
            }
        }

        foreach (var cancelled in command.Cancelled ?? [])
        {
            if (_entries.TryGetValue(cancelled, out var entry))
            {
                entry.Attempt.Stop(StopReason.Cancelled);
            }
        }

        foreach (var states in command.Blocks ?? [])
        {
            if (_entries.TryGetValue(new AttemptRef(states.JobId, states.Attempt), out var entry))
            {
                entry.Attempt.Blocks?.Answer(states);
            }
        }
    }

    private void Lose(HeldLease entry, string why)
    {
        if (entry.Attempt.Reason == StopReason.None)
        {
            telemetry.Failed("lease_lost");
            LeaseLost(entry.Attempt.Ref.JobId, entry.Attempt.Ref.Attempt, why);
        }

        entry.IsLost = true;
        entry.Answer.TrySetResult(false);
        entry.Attempt.Stop(StopReason.Lost);
    }

    [LoggerMessage(1, LogLevel.Warning, "Lease of attempt {Attempt} of job {JobId} lost: {Why}")]
    private partial void LeaseLost(Guid jobId, int attempt, string why);

    private sealed class HeldLease(Attempt attempt)
    {
        private long _renewedAt;

        public Attempt Attempt => attempt;

        public TaskCompletionSource<bool> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsLost { get; set; }

        public bool IsEnding { get; set; }

        public bool IsHeld => !IsLost && !IsEnding && Answer.Task is { IsCompletedSuccessfully: true, Result: true };

        public long RenewedAt
        {
            get => Interlocked.Read(ref _renewedAt);
            set => Interlocked.Exchange(ref _renewedAt, value);
        }

        public void Grant(long now)
        {
            RenewedAt = now;
            Answer.TrySetResult(true);
        }
    }

    private sealed class Renewal(LeaseTable table, List<HeldLease> entries, long sentAt) : IReportReceipt
    {
        public void Confirmed()
        {
            Volatile.Write(ref table._renewing, 0);
            foreach (var entry in entries)
            {
                entry.RenewedAt = Math.Max(entry.RenewedAt, sentAt);
            }
        }
    }
}
