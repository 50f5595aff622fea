using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.ServiceDefaults.Texts;
using Platform.Worker.Kinds;

namespace Platform.Worker.Attempts;

/// <summary>Represents one attempt in this process. Anything that a job that ends at once does not need is created on first use.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A token source without a timer of its own holds nothing; one attempt in thousands makes one.")]
internal sealed class Attempt(JobAssignment assignment, DateTimeOffset startedAt, TimeProvider time) : JobContext
{
    private const int MaxLogLines = 200;
    private const int MaxText = 4000;

    private readonly Lock _lock = new();
    private CancellationTokenSource? _stop;
    private ITimer? _timeout;
    private StopReason _reason;
    private JobProgress? _progress;
    private JsonElement? _checkpoint;
    private List<JobLogLine>? _log;
    private double _percent;
    private BlockSharing? _blocks;

    public override JobAssignment Assignment => assignment;

    public AttemptRef Ref => new(assignment.JobId, assignment.Attempt);

    public DateTimeOffset StartedAt { get; set; } = startedAt;

    /// <summary>Gets or sets the span <c>process_message</c>; null if there is no listener.</summary>
    public Activity? Span { get; set; }

    /// <summary>Gets whether the attempt came from the long lane.</summary>
    public bool IsLong { get; init; }

    /// <summary>Gets whether the attempt is a block of another job's recording.</summary>
    public bool IsBlock => string.Equals(assignment.Kind, BlockReport.Kind, StringComparison.Ordinal);

    public override BlockSharing? Blocks => _blocks;

    public override StopReason Reason => _reason;

    public override CancellationToken Stopping
    {
        get
        {
            lock (_lock)
            {
                if (_stop is null)
                {
                    _stop = new CancellationTokenSource();
                    if (_reason != StopReason.None)
                    {
                        _stop.Cancel();
                    }
                }

                return _stop.Token;
            }
        }
    }

    /// <summary>Lets the attempt share its blocks; to be called before it runs.</summary>
    public void Share(BlockSharing blocks) => _blocks = blocks;

    public void Stop(StopReason reason)
    {
        CancellationTokenSource? stop;
        lock (_lock)
        {
            if (_reason != StopReason.None)
            {
                return;
            }

            _reason = reason;
            stop = _stop;
        }

        // Not under the lock and not on the caller's thread: the callbacks registered on the token kill processes.
        _ = stop?.CancelAsync();
    }

    public void StopAfter(TimeSpan timeout)
    {
        lock (_lock)
        {
            _timeout ??= time.CreateTimer(static state => ((Attempt)state!).Stop(StopReason.Timeout), this, timeout, Timeout.InfiniteTimeSpan);
        }
    }

    public void Ended()
    {
        lock (_lock)
        {
            _timeout?.Dispose();
        }
    }

    public override void ReportProgress(JobProgress progress)
    {
        lock (_lock)
        {
            // NaN would be kept as the largest value for ever.
            _percent = double.IsNaN(progress.Percent) ? _percent : Math.Max(_percent, Math.Clamp(progress.Percent, 0, 100));
            _progress = new JobProgress(
                Math.Round(_percent, 1),
                StorableText.Clean(progress.Step, MaxText),
                progress.Detail is null ? null : StorableText.Clean(progress.Detail, MaxText),
                progress.EtaSeconds is { } eta && double.IsFinite(eta) ? eta : null,
                progress.Cues);
        }
    }

    public override void SaveCheckpoint(JsonElement checkpoint)
    {
        lock (_lock)
        {
            _checkpoint = checkpoint;
        }
    }

    public override void Log(string level, string message)
    {
        lock (_lock)
        {
            _log ??= [];
            if (_log.Count < MaxLogLines)
            {
                _log.Add(new JobLogLine(time.GetUtcNow(), level, StorableText.Clean(message, MaxText)));
            }
            else
            {
                _log[MaxLogLines - 1] = new JobLogLine(time.GetUtcNow(), "warning", "Log lines were left out.");
            }
        }
    }

    /// <summary>Returns the progress, checkpoint and log lines since the last call; null if there are none.</summary>
    public AttemptProgressed? TakeProgress()
    {
        lock (_lock)
        {
            if (_progress is null && _checkpoint is null && _log is null)
            {
                return null;
            }

            var progressed = new AttemptProgressed(assignment.JobId, assignment.Attempt, _progress, _checkpoint, _log);
            (_progress, _checkpoint, _log) = (null, null, null);
            return progressed;
        }
    }
}
