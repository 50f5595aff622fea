using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;

namespace OpenTelemetry.Exporter.Prometheus;

/// <summary>Copies the SDK's metrics when it is asked to.</summary>
[ExportModes(ExportModes.Pull)]
internal sealed partial class PrometheusExporter(PrometheusAspNetCoreOptions options, ILogger logger) : BaseExporter<Metric>, IPullMetricExporter
{
    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);
    private MetricSnapshot? _snapshot;

    public Func<int, bool>? Collect { get; set; }

    public bool IsDisposed { get; private set; }

    /// <summary>Collects now; not to be called by two at a time.</summary>
    /// <exception cref="ObjectDisposedException">The meter provider is gone.</exception>
    /// <exception cref="InvalidOperationException">Collecting failed.</exception>
    public MetricSnapshot TakeSnapshot()
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        _snapshot = null;
        var isDone = Collect?.Invoke(Timeout.Infinite) ?? false;
        if (!isDone)
        {
            throw new InvalidOperationException("Collecting metrics failed.");
        }

        // The SDK exports nothing where there are no metrics.
        if (_snapshot is null)
        {
            Export(default);
        }

        return _snapshot ?? throw new InvalidOperationException("Collecting metrics failed.");
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        try
        {
            _snapshot = new SnapshotBuilder(options, ParentProvider.GetResource(), logger, _warned).Build(in batch);
            return ExportResult.Success;
        }
        catch (Exception exception)
        {
            CollectingFailed(exception);
            return ExportResult.Failure;
        }
    }

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }

    [LoggerMessage(1, LogLevel.Error, "Collecting metrics failed.")]
    private partial void CollectingFailed(Exception exception);
}
