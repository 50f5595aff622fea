using System.Diagnostics.Metrics;

namespace Platform.ServiceDefaults.WarmUp;

/// <summary>Records <c>warmup_duration_seconds{result}</c>.</summary>
internal sealed class WarmUpMetrics
{
    private static readonly KeyValuePair<string, object?> s_complete = new("result", "complete");
    private static readonly KeyValuePair<string, object?> s_incomplete = new("result", "incomplete");

    private readonly Gauge<double> _duration;

    public WarmUpMetrics(IMeterFactory meters) =>
        _duration = meters.Create("Platform.WarmUp").CreateGauge<double>("warmup.duration", "s", "How long the service warmed up after its start.");

    /// <summary>Records the end of the warm-up.</summary>
    /// <param name="took">The time since the service began to answer.</param>
    /// <param name="isComplete">Whether all of its steps succeeded.</param>
    public void Record(TimeSpan took, bool isComplete) => _duration.Record(took.TotalSeconds, isComplete ? s_complete : s_incomplete);
}
