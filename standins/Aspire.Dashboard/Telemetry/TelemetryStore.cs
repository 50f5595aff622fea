namespace Aspire.Dashboard.Telemetry;

/// <summary>All telemetry in memory.</summary>
internal sealed class TelemetryStore(TelemetryLimits limits)
{
    private long _metrics;

    public TelemetryLimits Limits => limits;

    public SenderRegistry Senders { get; } = new(limits.Senders);

    public TraceStore Traces { get; } = new(limits);

    public LogStore Logs { get; } = new(limits);

    /// <summary>Metrics received. They are counted and not kept.</summary>
    public long Metrics => Interlocked.Read(ref _metrics);

    public void CountMetrics(int count) => Interlocked.Add(ref _metrics, count);
}
