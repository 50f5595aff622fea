namespace OpenTelemetry.Exporter.Prometheus;

/// <summary>One collection's result; immutable, so that any number of responses can be written from it.</summary>
internal sealed class MetricSnapshot(string? targetLabels, IReadOnlyList<MetricFamily> families)
{
    private readonly Lazy<byte[]> _text = new(() => ExpositionWriter.Write(targetLabels, families, ExpositionFormat.Text));
    private readonly Lazy<byte[]> _openMetrics = new(() => ExpositionWriter.Write(targetLabels, families, ExpositionFormat.OpenMetrics));

    /// <summary>The snapshot in a format; written once.</summary>
    public ReadOnlyMemory<byte> In(ExpositionFormat format) => format == ExpositionFormat.OpenMetrics ? _openMetrics.Value : _text.Value;
}
