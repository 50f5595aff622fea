using System.Diagnostics.Metrics;

namespace Platform.Operations.Probing;

/// <summary>Records the steps of rounds and how the last one ended. Only the replica that probes reports the latter.</summary>
internal sealed class ProbeMetrics
{
    private static readonly string[] s_names = ["sign_in", "upload", "submit", "wait", "download", "delete"];

    private readonly TimeProvider _time;
    private readonly Histogram<double> _steps;
    private readonly Lock _lock = new();
    private bool? _hasSucceeded;
    private DateTimeOffset _lastRound;

    /// <summary>Creates the instruments.</summary>
    public ProbeMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _lastRound = time.GetUtcNow();
        var meter = meters.Create("Platform.Operations");
        InstrumentAdvice<double> advice = new() { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] };
        _steps = meter.CreateHistogram("probe.step.duration", "s", "Duration of a step of the prober, by step and outcome.", advice: advice);
        meter.CreateObservableGauge("probe.round.success", Success, "{flag}", "1 if the last round of the prober succeeded, else 0.");
        meter.CreateObservableGauge("probe.round.timestamp", LastRound, "s", "When the prober last ended a round, since 1970; before the first one, when the service started.");
    }

    /// <summary>Gets the name of a step in metrics, spans and log lines.</summary>
    public static string NameOf(ProbeStep step) => s_names[(int)step];

    /// <summary>Records a step.</summary>
    public void Step(ProbeStep step, string outcome, TimeSpan duration) => _steps.Record(
        duration.TotalSeconds, new KeyValuePair<string, object?>("step", NameOf(step)), new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>Records the end of a round.</summary>
    public void Ended(bool isSuccess)
    {
        lock (_lock)
        {
            _hasSucceeded = isSuccess;
            _lastRound = _time.GetUtcNow();
        }
    }

    /// <summary>Reports no success any more: another replica probes.</summary>
    public void Left()
    {
        lock (_lock)
        {
            _hasSucceeded = null;
        }
    }

    private IEnumerable<Measurement<int>> Success()
    {
        lock (_lock)
        {
            return _hasSucceeded is { } success ? [new Measurement<int>(success ? 1 : 0)] : [];
        }
    }

    private double LastRound()
    {
        lock (_lock)
        {
            return _lastRound.ToUnixTimeMilliseconds() / 1000.0;
        }
    }
}
